package dev.berth.benchmarks.cost;

import java.time.Duration;

/// Operation whose time has a figure.
interface CostCase {
    /// What is done, with its size: `cheapest of a million placements`.
    String name();

    /// The figure: at most so long on two quiet processors.
    Duration limit();

    /// Does it once, and returns how long that took.
    Duration measure() throws Exception;
}
