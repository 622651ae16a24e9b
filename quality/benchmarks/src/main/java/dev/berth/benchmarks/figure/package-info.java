/// Figures of measurements: where they were taken, how they spread.
@NullMarked
package dev.berth.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
