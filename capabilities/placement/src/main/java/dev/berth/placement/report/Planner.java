package dev.berth.placement.report;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.PlanReport.Result;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.BranchAndBound;
import dev.berth.placement.search.ConflictSearch;
import dev.berth.placement.search.FrontSearch;
import dev.berth.placement.search.SearchResult;
import dev.berth.placement.search.SensitivitySearch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Planner of placements: from a scenario to a report.
public final class Planner {
    /// Nodes of all searches for break-evens, some ten seconds.
    private static final long SENSITIVITY_NODES_MAX = 500_000;

    /// Nodes of the search for the front, about a second.
    private static final long FRONT_NODES_MAX = 20_000;

    private Planner() {}

    /// Finds the cheapest placement that meets all requirements, and explains it; or explains why
    /// there is none.
    public static PlanReport plan(Scenario scenario) {
        PlacementModel model = PlacementModel.of(scenario);
        SearchResult search = BranchAndBound.cheapest(model);
        Result result =
                search.placement()
                        .<Result>map(found -> found(model, found))
                        .orElseGet(() -> new Result.Infeasible(ConflictSearch.explain(model)));
        return new PlanReport(scenario, search, result, options(model));
    }

    private static Result found(PlacementModel model, List<Integer> placement) {
        return new Result.Found(
                new PlanBuilder(model, placement).build(),
                SensitivitySearch.search(model, placement, SENSITIVITY_NODES_MAX),
                FrontSearch.search(model, placement, FRONT_NODES_MAX));
    }

    private static List<List<PlacementOption>> options(PlacementModel model) {
        List<List<PlacementOption>> options = new ArrayList<>();
        for (int i = 0; i < model.componentCount(); i++) {
            int component = i;
            options.add(
                    IntStream.range(0, model.optionCount(i))
                            .mapToObj(number -> model.option(component, number))
                            .toList());
        }
        return options;
    }
}
