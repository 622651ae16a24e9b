/// Benchmark of the time from start to first response, and of memory when idle.
///
/// [dev.berth.benchmarks.start.Start] is the command.
@NullMarked
package dev.berth.benchmarks.start;

import org.jspecify.annotations.NullMarked;
