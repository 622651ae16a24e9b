/// Benchmark of evaluations: the bootstrap of a million rows, and evaluations beside the batch
/// throughput of the model alone.
@NullMarked
package dev.berth.benchmarks.evaluation;

import org.jspecify.annotations.NullMarked;
