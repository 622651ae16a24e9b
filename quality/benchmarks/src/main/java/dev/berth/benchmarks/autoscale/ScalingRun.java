package dev.berth.benchmarks.autoscale;

import dev.berth.deploy.autoscale.ScalingSimulation.Metric;
import dev.berth.deploy.autoscale.SimulationResult;
import java.util.List;
import java.util.Locale;

/// A target and what came of it.
record ScalingRun(String name, Metric metric, double target, SimulationResult result) {
    static ScalingRun of(String name, Metric metric, double target) {
        return new ScalingRun(name, metric, target, new SimulationResult(List.of(), 0));
    }

    ScalingRun with(SimulationResult done) {
        return new ScalingRun(name, metric, target, done);
    }

    /// Minutes whose p99 was above the one that was asked for.
    long missed(double p99) {
        return result.minutesAbove(p99);
    }

    int minutes() {
        return result.minutes().size();
    }

    String describe(double p99) {
        return String.format(
                Locale.ROOT,
                "%-36s p99 missed in %4d of %d minutes, %.3f %% of the requests late, %.0f"
                        + " replica-hours",
                name,
                missed(p99),
                minutes(),
                100 * result.lateShare(),
                result.replicaHours());
    }
}
