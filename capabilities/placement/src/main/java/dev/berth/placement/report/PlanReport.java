package dev.berth.placement.report;

import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.Conflict;
import dev.berth.placement.search.PlacementFront;
import dev.berth.placement.search.SearchResult;
import dev.berth.placement.search.SensitivitySearch.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Result of planning a scenario: what text, JSON and pages show.
///
/// @param search for the cheapest placement
/// @param result a plan, or why there is none
/// @param options of each component, which placements number
public record PlanReport(
        Scenario scenario,
        SearchResult search,
        Result result,
        List<List<PlacementOption>> options) {

    /// A plan or the reason why there is none.
    public sealed interface Result {
        /// The cheapest placement.
        record Found(Plan plan, Sensitivity sensitivity, PlacementFront front) implements Result {}

        /// Requirements that contradict each other.
        record Infeasible(Conflict conflict) implements Result {}
    }

    public PlanReport {
        options = options.stream().map(List::copyOf).toList();
    }

    public Optional<Plan> plan() {
        return result instanceof Result.Found found ? Optional.of(found.plan()) : Optional.empty();
    }

    /// The options of a placement, as `component: option`, where they differ from another one.
    public List<String> differences(List<Integer> placement, List<Integer> from) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < placement.size(); i++) {
            if (from.isEmpty() || !placement.get(i).equals(from.get(i))) {
                PlacementOption option = options.get(i).get(placement.get(i));
                words.add(option.component() + ": " + option.label());
            }
        }
        return words;
    }
}
