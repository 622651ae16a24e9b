package dev.berth.deploy.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.catalog.profile.LatencySummary;
import dev.berth.core.ProblemException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReplicaSizingTest {
    private static final double P99 = 0.05;

    @Test
    void serviceTime_ofQuantiles_isBoundedFromAbove() {
        var time =
                ServiceTime.of(
                        new LatencySummary(
                                8_000_000,
                                9e6,
                                9_000_000,
                                10_000_000,
                                12_000_000,
                                20_000_000,
                                90_000_000));
        double moment = 0.5 * 81 + 0.4 * 100 + 0.09 * 144 + 0.01 * 400;
        assertThat(time.secondMoment()).isCloseTo(moment * 1e-6, within(1e-12));
        assertThat(time.squaredVariation()).isCloseTo(moment / 81 - 1, within(1e-9));
    }

    @Test
    void rateOfAReplica_reachesTheP99_andNoMore() {
        ReplicaPlan plan = plan(load(500));
        assertThat(plan.p99At(plan.ratePerReplica())).isCloseTo(P99, within(1e-6));
        assertThat(plan.p99At(plan.ratePerReplica() * 1.01)).isGreaterThan(P99);
        assertThat(plan.queue().servers()).isEqualTo(2);
    }

    @Test
    void replicas_holdTheRateWithHeadroom_andWithoutOne() {
        for (double rate : new double[] {1, 40, 149, 151, 500, 2_000, 90_000}) {
            ReplicaPlan plan = plan(load(rate));
            double each = plan.ratePerReplica();
            assertThat(plan.replicas() * each).isGreaterThanOrEqualTo(rate * 1.3 - 1e-6);
            assertThat((plan.replicas() - 1) * each).isGreaterThanOrEqualTo(rate - 1e-6);
            assertThat(plan.replicas()).isBetween(2, plan.maxReplicas());
        }
    }

    @Test
    void replicas_neverFall_whenTheRateGrows() {
        int before = 0;
        for (double rate = 10; rate < 3_000; rate *= 1.1) {
            int replicas = plan(load(rate)).replicas();
            assertThat(replicas).isGreaterThanOrEqualTo(before);
            before = replicas;
        }
    }

    @Test
    void target_isTheRequestsWithinAReplica_byLittlesLaw() {
        ReplicaPlan plan = plan(load(500));
        assertThat(plan.designRate()).isCloseTo(plan.ratePerReplica() / 1.3, within(1e-9));
        assertThat(plan.inFlightTarget())
                .isCloseTo(
                        plan.designRate() * (0.008 + plan.queue().meanWait(plan.designRate())),
                        within(1e-9));
        assertThat(plan.cpuTargetPercent())
                .isEqualTo((int) (100 * plan.designRate() / plan.queue().capacity()));
    }

    @Test
    void fewerProcessors_haveCapacityInProportion() {
        var request =
                new SizingRequest(
                        List.of(load(500)),
                        0.3,
                        OptionalInt.of(1),
                        OptionalInt.empty(),
                        OptionalInt.empty());
        assertThat(ReplicaSizing.plan(request).queue().capacity()).isCloseTo(125, within(1e-9));
    }

    @Test
    void mixture_ofEqualLoads_isOneLoad() {
        var half = new ServiceLoad(service("a", 0.009, 0.012, 250, 2), 250, P99);
        var other = new ServiceLoad(service("b", 0.009, 0.012, 250, 2), 250, P99);
        ReplicaPlan mixed = plan(half, other);
        ReplicaPlan single = plan(load(500));
        assertThat(mixed.ratePerReplica()).isCloseTo(single.ratePerReplica(), within(1e-6));
        assertThat(mixed.replicas()).isEqualTo(single.replicas());
    }

    @Test
    void mixture_isBoundBySlowestTarget() {
        var quick = new ServiceLoad(service("quick", 0.001, 0.002, 2_000, 2), 100, 1);
        var strict = new ServiceLoad(service("strict", 0.009, 0.012, 250, 2), 100, 0.03);
        assertThat(plan(quick, strict).tightest().service().name()).isEqualTo("strict");
    }

    @Test
    void p99BelowTheServiceTime_isRefused_withTheRemedy() {
        assertThatThrownBy(
                        () ->
                                plan(
                                        new ServiceLoad(
                                                service("slow", 0.009, 0.012, 250, 2), 1, 0.012)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the p99 of slow is 12.00 ms with none waiting")
                .hasMessageContaining("no number of replicas mends that");
    }

    @Test
    void moreProcessorsThanWereMeasured_areRefused() {
        var request =
                new SizingRequest(
                        List.of(load(1)),
                        0.3,
                        OptionalInt.of(4),
                        OptionalInt.empty(),
                        OptionalInt.empty());
        assertThatThrownBy(() -> ReplicaSizing.plan(request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("--cpu 4 where 2 processors were measured");
    }

    @Test
    void differentMachines_areRefused() {
        assertThatThrownBy(
                        () ->
                                plan(
                                        load(1),
                                        new ServiceLoad(
                                                service("b", 0.009, 0.012, 250, 4), 1, P99)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("b was measured on 4 processors");
    }

    @Test
    void tooFewReplicasAllowed_areRefused() {
        var request =
                new SizingRequest(
                        List.of(load(5_000)),
                        0.3,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of(3));
        assertThatThrownBy(() -> ReplicaSizing.plan(request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("--max-replicas 3");
    }

    @Test
    void absurdRate_isRefused() {
        assertThatThrownBy(() -> plan(load(1e9)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most 10000");
    }

    @Test
    void memory_isRoundedUpTo64Mebibytes() {
        assertThat(new MemoryPlan(44L << 20, 0.3).mebibytes()).isEqualTo(576);
        assertThat(new MemoryPlan(0, 0).mebibytes()).isEqualTo(384);
    }

    private static ServiceLoad load(double rate) {
        return new ServiceLoad(service("m", 0.009, 0.012, 250, 2), rate, P99);
    }

    private static MeasuredService service(
            String name, double mean, double p99, double peak, int processors) {
        return new MeasuredService(
                name, ServiceTime.ofMeanAndP99(mean, p99), 1, peak, processors, "test");
    }

    private static ReplicaPlan plan(ServiceLoad... loads) {
        return ReplicaSizing.plan(
                new SizingRequest(
                        List.of(loads),
                        0.3,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()));
    }
}
