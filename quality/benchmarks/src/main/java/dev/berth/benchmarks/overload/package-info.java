/// Benchmark of Berth under several times the load that it can serve.
///
/// [dev.berth.benchmarks.overload.Overload] is the command. The model is the sentence model, whose
/// milliseconds leave the load generator room to ask five times as much on the same processors;
/// with the tiny model the generator would be the bottleneck.
@NullMarked
package dev.berth.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
