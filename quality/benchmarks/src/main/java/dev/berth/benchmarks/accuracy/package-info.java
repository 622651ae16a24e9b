/// Measurements of the accuracy of outputs relative to a better model.
@NullMarked
package dev.berth.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
