package dev.berth.placement.report;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.BranchAndBound;
import dev.berth.placement.search.SearchResult;

/// Planner of placements: from a scenario to a report.
public final class Planner {
    private Planner() {}

    /// Finds the cheapest placement that meets all requirements, and explains it.
    public static PlanReport plan(Scenario scenario) {
        PlacementModel model = PlacementModel.of(scenario);
        SearchResult search = BranchAndBound.cheapest(model);
        return new PlanReport(
                scenario,
                search,
                search.placement().map(found -> new PlanBuilder(model, found).build()));
    }
}
