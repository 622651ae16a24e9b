/// Complete servers under load, side by side on one machine.
///
/// [dev.berth.benchmarks.load.Load] starts the servers, loads each in turn (A B C A B C) with `wrk`
/// and `h2load`, and reports medians with their spread, since a shared machine varies. Deliberately
/// absent: a load generator of our own where one of these suffices, for it would be measured as
/// well.
@NullMarked
package dev.berth.benchmarks.load;

import org.jspecify.annotations.NullMarked;
