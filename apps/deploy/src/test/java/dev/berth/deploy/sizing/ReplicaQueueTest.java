package dev.berth.deploy.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaQueueTest {
    private static final int RESPONSES = 200_000 * Integer.getInteger("berth.cases.factor", 1);
    private static final long SEED = Long.getLong("berth.seed", 20261125);

    @Test
    void waitProbability_ofOneServer_isItsUtilisation() {
        assertThat(new ReplicaQueue(1, 100, 1).waitProbability(70)).isCloseTo(0.7, within(1e-12));
    }

    /// Values of Erlang's C as printed in tables: 2 servers with 1 erlang, 10 with 8.
    @ParameterizedTest
    @CsvSource({"2, 1, 0.33333333", "10, 8, 0.40918015", "5, 4, 0.55411255"})
    void waitProbability_ofSeveralServers_isErlangsC(int servers, double erlangs, double c) {
        double capacity = 50.0 * servers;
        assertThat(new ReplicaQueue(servers, capacity, 1).waitProbability(50 * erlangs))
                .isCloseTo(c, within(1e-7));
    }

    @Test
    void meanWait_ofOneServer_isThatOfPollaczekAndKhinchine() {
        double service = 0.01;
        double rate = 80;
        double variation = 0.25;
        double expected = rate * service * service * (1 + variation) / (2 * (1 - rate * service));
        assertThat(new ReplicaQueue(1, 1 / service, variation).meanWait(rate))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void p99Wait_atOrAboveCapacity_isInfinite() {
        var queue = new ReplicaQueue(2, 100, 1);
        assertThat(queue.p99Wait(100)).isInfinite();
        assertThat(queue.p99Wait(150)).isInfinite();
        assertThat(queue.waitProbability(150)).isEqualTo(1);
    }

    @Test
    void queue_ofNoServer_isRefused() {
        assertThatThrownBy(() -> new ReplicaQueue(0, 100, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    /// The sum of the percentiles is never far below the true p99, and not far above it either
    /// where requests wait.
    @ParameterizedTest
    @CsvSource({
        "constant, 1", "constant, 2", "constant, 8",
        "exponential, 1", "exponential, 2", "exponential, 8",
        "two-point, 1", "two-point, 2", "two-point, 8"
    })
    void p99_besideASimulation_isAnUpperBound(String kind, int servers) {
        ToDoubleFunction<SplittableRandom> service = service(kind);
        var samples = new double[200_000];
        var random = new SplittableRandom(SEED);
        double mean = 0;
        double moment = 0;
        for (int i = 0; i < samples.length; i++) {
            samples[i] = service.applyAsDouble(random);
            mean += samples[i] / samples.length;
            moment += samples[i] * samples[i] / samples.length;
        }
        Arrays.sort(samples);
        double serviceP99 = QueueOracle.quantile(samples, 0.99);
        double capacity = servers / mean;
        var queue =
                new ReplicaQueue(
                        servers,
                        capacity,
                        Math.max(ReplicaQueue.VARIATION_MIN, moment / (mean * mean) - 1));
        for (double utilisation : new double[] {0.3, 0.5, 0.7, 0.85}) {
            double rate = utilisation * capacity;
            double[] responses = QueueOracle.responses(servers, rate, RESPONSES, SEED, service);
            double simulated = QueueOracle.quantile(responses, 0.99);
            double computed = serviceP99 + queue.p99Wait(rate);
            assertThat(computed)
                    .as("seed %d, utilisation %s, simulated %s", SEED, utilisation, simulated)
                    .isGreaterThan(0.95 * simulated)
                    .isLessThan(2.1 * simulated);
        }
    }

    private static ToDoubleFunction<SplittableRandom> service(String kind) {
        return switch (kind) {
            case "constant" -> random -> 0.01;
            case "exponential" -> random -> QueueOracle.exponential(random, 0.01);
            default -> random -> random.nextDouble() < 0.05 ? 0.05 : 0.008;
        };
    }
}
