/// Benchmark of a thousand models on one node: start, memory, first call after an eviction, and the
/// effect of loading a large model.
@NullMarked
package dev.berth.benchmarks.many;

import org.jspecify.annotations.NullMarked;
