package dev.berth.placement.verification;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.verification.replay.ModelTrial;
import dev.berth.placement.verification.replay.PlacedScenario;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Verification of one or two placements: each is executed on this machine, one after the other.
public final class Verification {
    /// Time in which queues fill and the JVMs compile what they execute.
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    /// Until the last items have ended: many times what a plan that holds takes.
    private static final Duration DRAIN = Duration.ofSeconds(8);

    private final Scenario scenario;
    private final Path system;
    private final Duration measured;
    private final long seed;
    private final ModelTrial trial;

    /// Prepares a verification.
    ///
    /// @param system directory that the processes of sites read
    /// @param measured time of the measurement of each placement
    /// @param trial measures the models of the plan here
    public Verification(
            Scenario scenario, Path system, Duration measured, long seed, ModelTrial trial) {
        this.scenario = scenario;
        this.system = system;
        this.measured = measured;
        this.seed = seed;
        this.trial = trial;
    }

    /// Executes placements. Blocks for the whole time.
    ///
    /// @param placements one, or two that are compared
    /// @param progress notified of the state
    /// @throws dev.berth.core.ProblemException `worker-terminated` if the process of a site ends
    public VerificationReport run(List<List<Integer>> placements, Consumer<String> progress)
            throws IOException, InterruptedException {
        progress.accept("measuring the harness");
        HarnessOverhead overhead = HarnessOverhead.measure();
        PlacementModel model = PlacementModel.of(scenario);
        var trials = new ComponentTrials(scenario, trial, progress);
        List<VerifiedPlan> plans = new ArrayList<>();
        for (int i = 0; i < placements.size(); i++) {
            String prefix = placements.size() == 1 ? "" : "plan " + (i + 1) + ": ";
            plans.add(
                    verify(
                            model,
                            placements.get(i),
                            trials,
                            state -> progress.accept(prefix + state)));
        }
        return new VerificationReport(
                scenario.name(),
                harness(overhead),
                plans,
                plans.size() < 2 ? List.of() : VerifiedOrder.of(plans.get(0), plans.get(1)));
    }

    private VerifiedPlan verify(
            PlacementModel model,
            List<Integer> placement,
            ComponentTrials trials,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        List<PlacementOption> options = new ArrayList<>();
        for (int i = 0; i < placement.size(); i++) {
            PlacementOption option = model.option(i, placement.get(i));
            trials.measure(option);
            options.add(option);
        }
        PlacedScenario executed = PlacedScenario.executed(scenario, placement, trials.measured());
        RunMeasurement measurement;
        try (var run =
                new PlacementRun(
                        executed,
                        system.toString(),
                        MemoryShare.of(executed.deployment()),
                        trials.measured())) {
            measurement = run.run(new RunLength(WARM_UP, measured, DRAIN, seed), progress::accept);
        }
        return new VerifiedPlanBuilder(PlacedScenario.of(model, placement), measurement)
                .build(options, trials);
    }

    private static List<String> harness(HarnessOverhead overhead) {
        return List.of(
                Runtime.getRuntime().availableProcessors()
                        + " cores of "
                        + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.arch")
                        + "; cores and speeds of sites are emulated, memory is allocated",
                "an empty service takes "
                        + UnitText.seconds(overhead.serviceP50())
                        + " in the median and "
                        + UnitText.seconds(overhead.serviceP99())
                        + " at p99, an empty link "
                        + UnitText.seconds(overhead.hopP50())
                        + " and "
                        + UnitText.seconds(overhead.hopP99()));
    }
}
