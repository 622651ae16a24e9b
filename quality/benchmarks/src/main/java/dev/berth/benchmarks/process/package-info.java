/// Servers in processes of their own, with what Linux counts of them, and the plainest client.
///
/// [dev.berth.benchmarks.process.ServerProcess] starts and stops one. Deliberately absent: anything
/// that works without `/proc`.
@NullMarked
package dev.berth.benchmarks.process;

import org.jspecify.annotations.NullMarked;
