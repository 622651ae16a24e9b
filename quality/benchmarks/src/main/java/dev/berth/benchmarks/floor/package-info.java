/// Baselines ("floors"): bare Vert.x servers with the minimal work for a request in each format.
/// The difference to Berth is the cost of validation, queue, batching, engine, metrics and limits.
///
/// [dev.berth.benchmarks.floor.FloorServer] is the process. Deliberately absent: everything that a
/// single well-formed request does not need.
@NullMarked
package dev.berth.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
