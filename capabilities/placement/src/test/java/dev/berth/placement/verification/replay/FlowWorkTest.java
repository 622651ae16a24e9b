package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.placement.model.Deployment.DeployedFlow;
import dev.berth.placement.model.Deployment.Refresh;
import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.RandomScenarios;
import dev.berth.placement.verification.replay.FlowWork.HopShare;
import dev.berth.placement.verification.replay.FlowWork.ServiceShare;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is executed is what was planned: the same work at each site and the same bytes on each
/// link, for placements of all modes.
final class FlowWorkTest {
    @Test
    void of_randomPlacements_hasTheWorkAndBytesOfTheModel() {
        int compared = 0;
        for (long seed = 1; compared < 300; seed++) {
            Scenario scenario = new RandomScenarios(seed).next();
            PlacementModel model = PlacementModel.of(scenario);
            var random = new SplittableRandom(seed);
            List<Integer> placement = new ArrayList<>();
            for (int i = 0; i < model.componentCount(); i++) {
                placement.add(random.nextInt(Math.max(1, model.optionCount(i))));
            }
            PlacedScenario placed;
            try {
                placed = PlacedScenario.of(model, placement);
            } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
                // A component without options, or a placement without a way.
                continue;
            }
            compare(placed, seed);
            compared++;
        }
    }

    private static void compare(PlacedScenario placed, long seed) {
        for (int site = 0; site < placed.deployment().sites().size(); site++) {
            double expected = placed.state().work(site);
            assertThat(work(placed, site))
                    .as("work of site %d, seed %d", site, seed)
                    .isCloseTo(expected, within(1e-6 * Math.max(1e-9, expected)));
        }
        for (int link = 0; link < placed.deployment().links().size(); link++) {
            double expected = placed.state().linkBytes(link);
            assertThat(bytes(placed, link))
                    .as("bytes of link %d, seed %d", link, seed)
                    .isCloseTo(expected, within(1e-6 * Math.max(1e-9, expected)));
        }
    }

    private static double work(PlacedScenario placed, int site) {
        double users =
                placed.deployment().sites().get(site).site().isOfUser()
                        ? 1
                        : placed.deployment().activeUsers();
        double sum = 0;
        for (DeployedFlow flow : placed.deployment().flows()) {
            for (ServiceShare each : FlowWork.of(flow).services()) {
                if (each.service().site() == site) {
                    sum +=
                            users
                                    * flow.itemsPerSecond()
                                    * each.share()
                                    * each.service().time().mean()
                                    * each.service().cores();
                }
            }
        }
        for (Refresh each : placed.deployment().sites().get(site).refreshes()) {
            sum += each.perSecond() * each.service().time().mean() * each.service().cores();
        }
        return sum;
    }

    private static double bytes(PlacedScenario placed, int link) {
        double sum = 0;
        for (DeployedFlow flow : placed.deployment().flows()) {
            for (HopShare each : FlowWork.of(flow).hops()) {
                if (each.hop() / 2 == link) {
                    sum += flow.itemsPerSecond() * each.share() * each.bytes();
                }
            }
        }
        return sum;
    }
}
