package dev.berth.placement.search;

import dev.berth.placement.scenario.Requirement;

/// What a search looks for.
public sealed interface Goal {
    /// The first placement in the order of [PlanScore].
    record Cheapest() implements Goal {}

    /// Any placement that meets the requirements.
    record Any() implements Goal {}

    /// The placement whose amount is nearest to the limit of a requirement, or within it.
    record NearestTo(Requirement requirement) implements Goal {}
}
