/// Whole servers under load, side by side on one machine.
///
/// [dev.berth.benchmarks.load.Load] starts the servers, lets `wrk` and `h2load` send to each in
/// turn, A B C A B C, and reports medians with their spread, since a shared machine is never twice
/// the same. Deliberately absent: a load generator of our own where one of these can do it, for it
/// would be measured as well.
@NullMarked
package dev.berth.benchmarks.load;

import org.jspecify.annotations.NullMarked;
