package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests of slow start, with a fake clock and seeded randomness.
final class GroupSlowStartTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final Duration QUICK = Duration.ofMillis(1);

    private final FakeClock clock = new FakeClock();
    private final ServerGroup group =
            new ServerGroup(
                    GroupPolicy.defaults(), clock, new Random(SEED), new GroupListener() {});

    private static List<Address> hosts(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Address.of("10.0.0." + i, 8080))
                .toList();
    }

    /// Adds a server after this number of others has responded for a while.
    private Address comesBeside(int others) {
        group.replace(hosts(others));
        share(hosts(1).getFirst(), QUICK, 100);
        group.replace(hosts(others + 1));
        return hosts(others + 1).getLast();
    }

    private boolean callIsFor(Address server, Duration itsLatency) {
        AttemptLease turn = group.take("m", List.of()).orElseThrow();
        boolean isIts = turn.member().address().equals(server);
        clock.move(isIts ? itsLatency : QUICK);
        turn.end(AttemptOutcome.ANSWERED);
        return isIts;
    }

    /// The share of one server in consecutive calls.
    private double share(Address of, Duration itsLatency, int calls) {
        int its = 0;
        for (int i = 0; i < calls; i++) {
            its += callIsFor(of, itsLatency) ? 1 : 0;
        }
        return (double) its / calls;
    }

    /// The share of one server in consecutive calls for a time.
    private double share(Address of, Duration itsLatency, Duration time) {
        long end = clock.getAsLong() + time.toNanos();
        int all = 0;
        int its = 0;
        for (; clock.getAsLong() < end; all++) {
            its += callIsFor(of, itsLatency) ? 1 : 0;
        }
        return (double) its / all;
    }

    /// The share of a starting third server that is slower by a factor.
    private double shareInTheSecondHalfOfItsStart(int times) {
        Address fresh = comesBeside(2);
        Duration half = GroupPolicy.defaults().slowStart().dividedBy(2);
        share(fresh, QUICK.multipliedBy(times), half);
        return share(fresh, QUICK.multipliedBy(times), half);
    }

    @Test
    void replace_newServer_getsAGrowingShare() {
        Address fresh = comesBeside(2);
        double early = share(fresh, QUICK, 300);
        clock.move(Duration.ofSeconds(10));
        double late = share(fresh, QUICK, 3000);
        assertThat(early).as("seed " + SEED).isPositive().isLessThan(0.15);
        assertThat(late).isCloseTo(0.33, within(0.1));
    }

    @Test
    void replace_newServerBesideOne_getsLittleAtFirst() {
        assertThat(share(comesBeside(1), QUICK, 300)).isPositive().isLessThan(0.2);
    }

    @Test
    void replace_newServerThatIsCold_getsAGrowingShare() {
        assertThat(shareInTheSecondHalfOfItsStart(6)).isBetween(0.18, 0.35);
    }

    @Test
    void replace_newServerThatIsFarTooSlow_getsLittle() {
        assertThat(shareInTheSecondHalfOfItsStart(100)).isLessThan(0.05);
    }
}
