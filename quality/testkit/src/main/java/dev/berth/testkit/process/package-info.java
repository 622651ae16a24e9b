/// Processes that tests start and kill.
@NullMarked
package dev.berth.testkit.process;

import org.jspecify.annotations.NullMarked;
