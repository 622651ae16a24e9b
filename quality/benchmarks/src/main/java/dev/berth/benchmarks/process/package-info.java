/// Server processes with their resource usage on Linux, and minimal clients.
///
/// [dev.berth.benchmarks.process.ServerProcess] starts and stops one. Deliberately absent: anything
/// that works without `/proc`.
@NullMarked
package dev.berth.benchmarks.process;

import org.jspecify.annotations.NullMarked;
