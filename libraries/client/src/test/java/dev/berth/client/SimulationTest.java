package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.Simulation.Reaction;
import dev.berth.client.Simulation.Server;
import dev.berth.client.balancing.GroupPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of balancing, ejection, retries and hedges together, over minutes of simulated time.
final class SimulationTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);

    /// A response after 2 to 10 ms.
    private static final Server WELL =
            random -> new Reaction(Duration.ofNanos(2_000_000 + random.nextInt(8_000_000)), true);

    private static final Server BROKEN = random -> new Reaction(Duration.ofMillis(1), false);

    private static Server failing(double share) {
        return random -> random.nextDouble() < share ? BROKEN.next(random) : WELL.next(random);
    }

    private static Simulation simulation(RetryPolicy retries) {
        return new Simulation(SEED, retries, GroupPolicy.defaults());
    }

    private static CallOptions within(Duration timeout) {
        return CallOptions.defaults().withTimeout(timeout);
    }

    @Test
    void run_everythingFails_isNoRetryStorm() {
        var simulation =
                simulation(
                        new RetryPolicy(4, 0.2, 0, Duration.ofMillis(20), Duration.ofSeconds(1)));
        simulation.serve(10, BROKEN);
        simulation.run(20_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat(simulation.answered).as("seed " + SEED).isZero();
        assertThat(simulation.attempts)
                .isGreaterThan(simulation.calls)
                .isLessThanOrEqualTo(simulation.calls * 12 / 10);
        assertThat(simulation.ejectedMost).isEqualTo(5);
    }

    @Test
    void run_everythingHangs_endsEachCallAtItsDeadline() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(4, Simulation.HUNG);
        simulation.run(
                5_000,
                TEN_MILLIS,
                within(Duration.ofSeconds(1)).hedgeAfter(Duration.ofMillis(100)));
        assertThat(simulation.late).as("seed " + SEED).isEqualTo(simulation.calls);
        // Three extra attempts per second are free, for 51 seconds.
        assertThat(simulation.attempts).isLessThanOrEqualTo(simulation.calls * 12 / 10 + 3 * 51);
        assertThat(simulation.ejectedMost).isLessThanOrEqualTo(2);
    }

    @Test
    void run_oneOfTenIsBroken_answersAllAndLeavesItAlone() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(10, WELL);
        simulation.servers.put(Simulation.host(1), BROKEN);
        simulation.run(20_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat(simulation.answered).as("seed " + SEED).isEqualTo(simulation.calls);
        // One call in a hundred probes it.
        assertThat(simulation.requestCount(1)).isLessThan(300);
    }

    @Test
    void run_oneOfTenHangsAndCallsAreHedged_answersAll() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(10, WELL);
        simulation.servers.put(Simulation.host(1), Simulation.HUNG);
        simulation.run(
                20_000,
                TEN_MILLIS,
                within(Duration.ofSeconds(5)).hedgeAfter(Duration.ofMillis(50)));
        assertThat(simulation.answered).as("seed " + SEED).isEqualTo(simulation.calls);
        assertThat(simulation.hedges).isPositive().isLessThan(simulation.calls / 50);
    }

    @Test
    void run_oneOfThreeHangs_answersAllByDefault() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(3, WELL);
        simulation.run(2_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        simulation.servers.put(Simulation.host(1), Simulation.HUNG);
        simulation.run(2_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat(simulation.answered).as("seed " + SEED).isEqualTo(simulation.calls);
        assertThat(simulation.attempts).isLessThan(simulation.calls * 11 / 10);
    }

    @Test
    void run_serverWasSlowOrFailed_hasItsShareAgainWithinSeconds() {
        for (Server harmed :
                List.<Server>of(
                        random -> new Reaction(Duration.ofMillis(60), true), failing(0.3))) {
            var simulation = simulation(RetryPolicy.defaults());
            simulation.serve(3, WELL);
            simulation.servers.put(Simulation.host(1), harmed);
            simulation.run(1_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
            simulation.servers.put(Simulation.host(1), WELL);
            simulation.run(400, TEN_MILLIS, within(Duration.ofSeconds(5)));
            int before = simulation.requestCount(1);
            simulation.run(600, TEN_MILLIS, within(Duration.ofSeconds(5)));
            assertThat(simulation.requestCount(1) - before).as("seed " + SEED).isGreaterThan(100);
        }
    }

    @Test
    void run_oneOfThreeHangsAndAttemptsHaveALimit_answersAllWithoutHedges() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(3, WELL);
        simulation.servers.put(Simulation.host(1), Simulation.HUNG);
        simulation.run(
                2_000,
                TEN_MILLIS,
                within(Duration.ofSeconds(1))
                        .withoutHedge()
                        .withAttemptTimeout(Duration.ofMillis(50)));
        assertThat(simulation.answered).as("seed " + SEED).isEqualTo(simulation.calls);
        assertThat(simulation.requestCount(1)).isLessThan(100);
    }

    @Test
    void run_someAnswersAreMuchLater_hedgesOneInAHundredAllTheSame() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(
                10,
                random ->
                        random.nextInt(100) < 4
                                ? new Reaction(Duration.ofMillis(200 + random.nextInt(800)), true)
                                : WELL.next(random));
        simulation.run(20_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat((double) simulation.hedges / simulation.calls)
                .as("seed " + SEED)
                .isBetween(0.002, 0.02);
    }

    /// Its ejections have grown to two minutes by the time it recovers.
    @Test
    void run_serverFailedForLong_isBackWithinSeconds() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(3, WELL);
        simulation.servers.put(Simulation.host(1), BROKEN);
        simulation.run(30_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        int tried = simulation.requestCount(1);
        simulation.servers.put(Simulation.host(1), WELL);
        simulation.run(400, TEN_MILLIS, within(Duration.ofSeconds(5)));
        int before = simulation.requestCount(1);
        simulation.run(100, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat(simulation.answered).as("seed " + SEED).isEqualTo(simulation.calls);
        assertThat(tried).isLessThan(30_000 / 50);
        assertThat(simulation.requestCount(1) - before).isGreaterThan(100 / 6);
    }

    @Test
    void run_aTwentiethFailsEverywhere_isHiddenByRetries() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(10, failing(0.05));
        simulation.run(20_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat((double) simulation.answered / simulation.calls)
                .as("seed " + SEED)
                .isGreaterThan(0.999);
        assertThat(simulation.attempts).isLessThan(simulation.calls * 11 / 10);
    }

    @Test
    void run_oneOfFiveIsTenTimesSlower_getsLess() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(5, WELL);
        simulation.servers.put(
                Simulation.host(1), random -> new Reaction(Duration.ofMillis(60), true));
        simulation.run(20_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat(simulation.requestCount(1))
                .as("seed " + SEED)
                .isLessThan((int) simulation.calls / 20);
    }

    @Test
    void run_allAlike_sharesEvenly() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(5, WELL);
        simulation.run(20_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        assertThat(simulation.requestCount.values())
                .as("seed " + SEED)
                .allSatisfy(count -> assertThat(count / 20_000.0).isBetween(0.1, 0.3));
    }

    @Test
    void run_newServer_beginsWithLittle() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(4, WELL);
        simulation.run(2_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        simulation.serve(5, WELL);
        simulation.run(100, TEN_MILLIS, within(Duration.ofSeconds(5)));
        int early = simulation.requestCount(5);
        simulation.run(2_000, TEN_MILLIS, within(Duration.ofSeconds(5)));
        int all = simulation.requestCount(5);
        assertThat(early).as("seed " + SEED).isLessThanOrEqualTo(10);
        assertThat(all).isGreaterThan(150);
    }

    @Test
    void run_sameSeed_isTheSame() {
        long first = traced();
        assertThat(traced()).as("seed " + SEED).isEqualTo(first);
    }

    private static long traced() {
        var simulation = simulation(RetryPolicy.defaults());
        simulation.serve(5, failing(0.3));
        simulation.run(
                2_000, TEN_MILLIS, within(Duration.ofMillis(200)).hedgeAfter(Duration.ofMillis(8)));
        return simulation.trace;
    }
}
