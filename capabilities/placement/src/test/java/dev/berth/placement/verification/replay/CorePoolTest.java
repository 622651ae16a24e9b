package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.placement.scenario.Distribution.Fixed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CorePoolTest {
    private static final double NANOS = 1e9;
    private static final int ITEMS = 400_000;

    @ParameterizedTest
    @CsvSource({"1, 0.5", "1, 0.8", "3, 0.7", "8, 0.9"})
    void start_ofPoissonArrivalsAndExponentialServices_waitsAsErlangSays(
            int cores, double utilisation) {
        double service = 0.01;
        double rate = utilisation * cores / service;
        var random = new SplittableRandom(17 + cores);
        var pool = new CorePool(1, cores, List.of(), 0, random.split());
        var arrivals = new ArrivalProcess(rate, 0, random.split());
        double waits = 0;
        int waiting = 0;
        for (int i = 0; i < ITEMS; i++) {
            long arrival = arrivals.nextNanos();
            arrivals.advance();
            long nanos = (long) (-Math.log(1 - random.nextDouble()) * service * NANOS);
            long wait = pool.start(arrival, 1, nanos) - arrival;
            waits += wait / NANOS;
            waiting += wait > 0 ? 1 : 0;
        }

        double share = erlangC(cores, rate * service);
        double mean = share * service / (cores * (1 - utilisation));
        assertThat((double) waiting / ITEMS).isCloseTo(share, within(0.03 * share));
        assertThat(waits / ITEMS).isCloseTo(mean, within(0.06 * mean));
    }

    /// Erlang's C by its sum, which the planner computes by a recursion.
    private static double erlangC(int servers, double load) {
        double term = 1;
        double sum = 1;
        for (int i = 1; i < servers; i++) {
            term *= load / i;
            sum += term;
        }
        double last = term * load / servers / (1 - load / servers);
        return last / (sum + last);
    }

    @Test
    void start_besideLoadThatIsNotReplayed_waitsAsPollaczekAndKhinchineSay() {
        // M/D/1 at 0.6: 0.6 · 10 ms / (2 · 0.4).
        var load = new CorePool.Load(60, new Fixed(0.01), 1);
        var pool = new CorePool(1, 1, List.of(load), 0, new SplittableRandom(5));
        var probes = new ArrivalProcess(1, 0, new SplittableRandom(6));
        double waits = 0;
        int count = 50_000;
        for (int i = 0; i < count; i++) {
            waits += (pool.start(probes.nextNanos(), 1, 0) - probes.nextNanos()) / NANOS;
            probes.advance();
        }

        assertThat(waits / count).isCloseTo(0.0075, within(0.0003));
    }

    @Test
    void start_ofAnItemThatNeedsAllCores_waitsForTheLastOne() {
        var pool = new CorePool(1, 2, List.of(), 0, new SplittableRandom(1));

        assertThat(pool.start(0, 1, 10)).isZero();
        assertThat(pool.start(0, 1, 30)).isZero();
        assertThat(pool.start(5, 2, 10)).isEqualTo(30);
        assertThat(pool.start(6, 1, 1)).as("items start in their order").isEqualTo(40);
    }

    @Test
    void start_atManyMachines_goesToAFreeOneMoreOftenThanByLot() {
        var random = new SplittableRandom(3);
        double chosen = meanWait(new CorePool(10, 1, List.of(), 0, random.split()), 80);
        double alone = meanWait(new CorePool(1, 1, List.of(), 0, random.split()), 8);

        assertThat(chosen).isLessThan(alone / 2);
    }

    private static double meanWait(CorePool pool, double rate) {
        var arrivals = new ArrivalProcess(rate, 0, new SplittableRandom(4));
        double waits = 0;
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            long arrival = arrivals.nextNanos();
            arrivals.advance();
            waits += (pool.start(arrival, 1, 100_000_000) - arrival) / NANOS;
        }
        return waits / count;
    }
}
