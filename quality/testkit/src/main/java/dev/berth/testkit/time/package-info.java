/// Virtual time: a clock and a scheduler that advance only when a test says so.
@NullMarked
package dev.berth.testkit.time;

import org.jspecify.annotations.NullMarked;
