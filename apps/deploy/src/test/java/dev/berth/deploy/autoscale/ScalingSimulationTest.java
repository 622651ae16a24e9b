package dev.berth.deploy.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.profile.LatencySummary;
import dev.berth.deploy.autoscale.ScalingSimulation.Metric;
import dev.berth.deploy.autoscale.ScalingSimulation.Setting;
import dev.berth.deploy.sizing.MeasuredService;
import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.sizing.ReplicaSizing;
import dev.berth.deploy.sizing.ServiceLoad;
import dev.berth.deploy.sizing.ServiceTime;
import dev.berth.deploy.sizing.SizingRequest;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScalingSimulationTest {
    private static final long SEED = Long.getLong("berth.seed", 20261125);
    private static final double RATE = 1_500;
    private static final double P99 = 0.05;
    private static final int SECONDS = 1_800 * Integer.getInteger("berth.cases.factor", 1);

    private static final LatencySummary LATENCY =
            new LatencySummary(
                    7_000_000, 8_000_000, 8_000_000, 9_000_000, 12_000_000, 20_000_000, 40_000_000);

    /// Half an hour of the afternoon, with its bursts. The whole: `-Dberth.cases.factor=4`.
    private static SimulationResult run(Metric metric, double target) {
        return ScalingSimulation.run(setting(metric, target, SECONDS));
    }

    private static Setting setting(Metric metric, double target, int seconds) {
        ReplicaPlan plan = plan();
        var service = ServiceSampler.of(LATENCY, plan.queue().servers() / plan.queue().capacity());
        return new Setting(
                LoadCurve.day(RATE, SEED),
                13 * 3_600,
                seconds,
                plan,
                service,
                15,
                metric,
                target,
                SEED);
    }

    private static ReplicaPlan plan() {
        var service = new MeasuredService("minilm", ServiceTime.of(LATENCY), 2, 250, 2, "test");
        return ReplicaSizing.plan(
                new SizingRequest(
                        List.of(new ServiceLoad(service, RATE, P99)),
                        0.3,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()));
    }

    @Test
    void targetInFlight_holdsTheP99_whereATargetOnProcessorsDoesNot() {
        SimulationResult computed = run(Metric.IN_FLIGHT, plan().inFlightTarget());
        SimulationResult usual = run(Metric.CPU, 0.8);
        assertThat(computed.minutesAbove(P99)).as("seed %d", SEED).isZero();
        assertThat(computed.lateShare()).isLessThan(0.001);
        assertThat(usual.minutesAbove(P99)).as("seed %d", SEED).isGreaterThan(1);
    }

    @Test
    void simulation_withTheSameSeed_isTheSame() {
        Setting setting = setting(Metric.CPU, 0.6, 600);
        assertThat(ScalingSimulation.run(setting)).isEqualTo(ScalingSimulation.run(setting));
    }

    @Test
    void curve_neverExceedsTheExpectedRate_andReachesMostOfIt() {
        LoadCurve curve = LoadCurve.day(100, SEED);
        double most = 0;
        double least = 100;
        for (int second = 0; second < 86_400; second += 10) {
            most = Math.max(most, curve.at(second));
            least = Math.min(least, curve.at(second));
        }
        assertThat(most).isBetween(90.0, 100.0);
        assertThat(least).isBetween(19.9, 21.0);
    }
}
