package dev.berth.placement.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.scenario.Scenario;
import org.junit.jupiter.api.Test;

/// The work of searches over spaces of some million placements, in partial placements that are
/// tried. A thousand of them take milliseconds.
final class SearchNodesTest {
    private static final double LEAST = 1e6;
    private static final double MOST = 4e6;

    private static final int SEARCHES = 12;

    /// The most that any of these searches needs is 52,022, and all of them 101,000.
    private static final long NODES_MAX = 60_000;

    private static final long NODES_SUM_MAX = 120_000;

    @Test
    void cheapest_ofAMillionPlacements_triesOneInTwentyAtMost() {
        int searches = 0;
        long sum = 0;
        for (long seed = 7; searches < SEARCHES; seed++) {
            Scenario scenario = new RandomScenarios(seed).withComponents(6);
            PlacementModel model = PlacementModel.of(scenario);
            if (model.placementCount() < LEAST || model.placementCount() > MOST) {
                continue;
            }
            SearchResult result = BranchAndBound.cheapest(model);
            assertThat(result.isProved()).as("seed %d", seed).isTrue();
            if (result.placement().isEmpty()) {
                continue;
            }
            assertThat(result.nodes())
                    .as("nodes of %.3g placements, seed %d", model.placementCount(), seed)
                    .isLessThan(NODES_MAX);
            searches++;
            sum += result.nodes();
        }
        assertThat(sum).isLessThan(NODES_SUM_MAX);
    }
}
