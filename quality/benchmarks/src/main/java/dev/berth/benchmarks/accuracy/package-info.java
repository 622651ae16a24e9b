/// Measurements of how far answers are from those of a better model.
@NullMarked
package dev.berth.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
