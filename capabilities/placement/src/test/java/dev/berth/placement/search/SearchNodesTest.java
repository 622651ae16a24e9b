package dev.berth.placement.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The time of searches over spaces of some million placements.
@Tag("timed")
final class SearchTimeTest {
    private static final double LEAST = 1e6;
    private static final double MOST = 4e6;

    @Test
    void cheapest_ofAMillionPlacements_takesLessThanASecond() {
        List<Long> millis = new ArrayList<>();
        for (long seed = 7; millis.size() < 12; seed++) {
            Scenario scenario = new RandomScenarios(seed).withComponents(6);
            PlacementModel model = PlacementModel.of(scenario);
            if (model.placementCount() < LEAST || model.placementCount() > MOST) {
                continue;
            }
            long start = System.nanoTime();
            SearchResult result = BranchAndBound.cheapest(model);
            assertThat(result.isProved()).isTrue();
            if (result.placement().isEmpty()) {
                continue;
            }
            millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
            System.out.printf(
                    "seed %d: %.3g placements, %d nodes, %d ms%n",
                    seed, model.placementCount(), result.nodes(), millis.getLast());
        }
        assertThat(millis).allMatch(each -> each < 1000);
    }
}
