@NullMarked
package dev.berth.fuzzing;

import org.jspecify.annotations.NullMarked;
