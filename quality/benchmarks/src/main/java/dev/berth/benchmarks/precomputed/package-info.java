/// Benchmark of precomputed answers: their look-up in the process and over HTTP, beside live
/// inference of the same endpoint.
@NullMarked
package dev.berth.benchmarks.precomputed;

import org.jspecify.annotations.NullMarked;
