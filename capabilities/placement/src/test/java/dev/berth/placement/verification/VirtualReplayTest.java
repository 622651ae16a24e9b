package dev.berth.placement.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.verification.replay.PlacedScenario;
import dev.berth.placement.verification.replay.VirtualReplay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The code of sites and links, in virtual time, against the model of the planner.
final class VirtualReplayTest {
    @Test
    void replay_ofAHybridAndACut_measuresWhatWasPredicted(@TempDir Path folder) throws Exception {
        SmallSystem system = SmallSystem.in(folder);
        PlacedScenario placed = PlacedScenario.of(system.scenario(), system.placement());

        VirtualReplay run =
                VirtualReplay.of(
                        placed.deployment(), Duration.ofSeconds(4), Duration.ofSeconds(100), 7);

        var predicted = new RequirementAmounts(placed.state());
        List<Double> seconds = run.seconds().stream().sorted().toList();
        assertThat(seconds).hasSizeGreaterThan(1000).hasSize(run.begun(0));
        for (double share : new double[] {0.5, 0.9}) {
            double latency = predicted.latency("read", share);
            assertThat(PercentileInterval.of(seconds, share).value())
                    .as("quantile %s", share)
                    .isCloseTo(latency, within(0.05 * latency));
        }
        for (int link = 0; link < 2; link++) {
            double bytes = placed.state().linkBytes(link);
            assertThat(bytes).isPositive();
            assertThat(run.linkBytes(link, 0)).isCloseTo(bytes, within(0.1 * bytes));
        }
    }
}
