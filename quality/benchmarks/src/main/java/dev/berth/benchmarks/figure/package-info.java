/// Values of measurements: machine, latencies, spread.
@NullMarked
package dev.berth.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
