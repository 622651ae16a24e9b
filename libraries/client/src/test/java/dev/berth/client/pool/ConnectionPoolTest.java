package dev.berth.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tests of serving, rejecting and resetting calls, and of opening and closing connections.
final class ConnectionPoolTest {
    private static final int STREAMS = 100;
    private static final int WAITING_MAX = 3;
    private static final long GRACE = PoolSimulation.millis(500);
    private static final long WAIT = PoolSimulation.millis(2000);
    private static final long NEVER = PoolSimulation.millis(1_000_000);

    private final Connector connector = new Connector();
    private long now;
    private final ConnectionPool<String> pool =
            new ConnectionPool<>(
                    new PoolLimits(
                            1, 1, 0, STREAMS, STREAMS, WAITING_MAX, WAIT, 3 * WAIT, GRACE, NEVER),
                    () -> now,
                    new Random(1),
                    connector);

    /// Connector that records its requests.
    private static final class Connector implements ConnectionPool.Connector<String> {
        final List<PooledConnection<String>> opening = new ArrayList<>();
        final List<PooledConnection<String>> closed = new ArrayList<>();

        @Override
        public void open(PooledConnection<String> connection) {
            opening.add(connection);
        }

        @Override
        public void close(PooledConnection<String> connection) {
            closed.add(connection);
        }

        @Override
        public void wakeAfter(long nanos) {}
    }

    /// Caller that records its notifications.
    private static final class Caller implements PooledCall.Caller<String> {
        final List<String> notifications = new ArrayList<>();

        @Override
        public void granted(PooledCall<String> call, String connection) {
            notifications.add("granted");
        }

        @Override
        public void rejected(Rejection rejection) {
            notifications.add(rejection.cause() + ": " + rejection.reason());
        }

        @Override
        public void lost() {
            notifications.add("lost");
        }

        @Override
        public void reset() {
            notifications.add("reset");
        }
    }

    private final List<Caller> callers = new ArrayList<>();
    private final List<PooledCall<String>> calls = new ArrayList<>();

    private void call(int count) {
        for (int i = 0; i < count; i++) {
            var caller = new Caller();
            callers.add(caller);
            calls.add(pool.acquire(caller, now + NEVER));
        }
    }

    private void open() {
        pool.opened(connector.opening.getLast(), "it", STREAMS, Multiplexing.STREAMS);
    }

    /// Fills all streams of a connection.
    private void takeAll() {
        call(1);
        open();
        call(STREAMS - 1);
    }

    private List<String> notifications(int caller) {
        return callers.get(caller).notifications;
    }

    @Test
    void acquire_whileAConnectionIsOpened_sharesIt() {
        call(STREAMS);
        assertThat(connector.opening).hasSize(1);
        open();
        assertThat(callers)
                .allSatisfy(caller -> assertThat(caller.notifications).containsExactly("granted"));
    }

    @Test
    void end_callsThatWaitShortly_servesTheOldest() {
        takeAll();
        call(2);
        calls.getFirst().end();
        assertThat(notifications(STREAMS)).containsExactly("granted");
        assertThat(notifications(STREAMS + 1)).isEmpty();
    }

    @Test
    void end_oldestHasWaitedLong_servesTheNewest() {
        takeAll();
        call(1);
        now += WaitQueue.LONG_NANOS + 1;
        call(1);
        calls.getFirst().end();
        assertThat(notifications(STREAMS)).isEmpty();
        assertThat(notifications(STREAMS + 1)).containsExactly("granted");
    }

    @Test
    void acquire_moreThanMayWait_refusesTheOldestAndTellsTheLimits() {
        takeAll();
        call(WAITING_MAX + 1);
        assertThat(notifications(STREAMS).getFirst())
                .startsWith("NO_STREAM: all connections to it are taken")
                .contains("1 of at most 1 for 100 calls at a time", "3 of at most 3 wait");
        assertThat(pool.state().waiting()).isEqualTo(WAITING_MAX);
    }

    @Test
    void wake_callHasWaitedTooLong_refusesIt() {
        takeAll();
        call(1);
        now += WAIT;
        pool.wake();
        assertThat(notifications(STREAMS).getFirst()).contains("taken, for 2000 ms");
    }

    @Test
    void abandon_waiting_isTakenOut() {
        takeAll();
        call(2);
        calls.get(STREAMS).abandon();
        calls.getFirst().end();
        assertThat(notifications(STREAMS)).isEmpty();
        assertThat(notifications(STREAMS + 1)).containsExactly("granted");
    }

    @Test
    void abandon_answeredInTime_isNotReset() {
        takeAll();
        calls.getFirst().abandon();
        assertThat(pool.state().abandoned()).isEqualTo(1);
        now += GRACE - 1;
        pool.wake();
        calls.getFirst().end();
        now += GRACE;
        pool.wake();
        assertThat(notifications(0)).containsExactly("granted");
        assertThat(pool.state().abandoned()).isZero();
    }

    @Test
    void abandon_notAnswered_isResetAndCountedUntilItEnds() {
        takeAll();
        calls.getFirst().abandon();
        now += GRACE;
        pool.wake();
        assertThat(notifications(0)).containsExactly("granted", "reset");
        assertThat(pool.state().abandoned()).isEqualTo(1);
        calls.getFirst().end();
        assertThat(pool.state().abandoned()).isZero();
    }

    @Test
    void wake_moreToResetThanIsAllowed_retiresTheConnection() {
        takeAll();
        calls.subList(1, STREAMS).forEach(PooledCall::abandon);
        now += GRACE;
        pool.wake();
        assertThat(
                        callers.stream()
                                .filter(caller -> caller.notifications.contains("reset"))
                                .count())
                .isEqualTo(50);
        assertThat(pool.state().retiring()).isEqualTo(1);
        call(1);
        assertThat(connector.opening).hasSize(2);
        calls.getFirst().end();
        assertThat(connector.closed).containsExactly(connector.opening.getFirst());
        open();
        assertThat(callers.getLast().notifications).containsExactly("granted");
    }

    @Test
    void closed_callsUnderWay_areLostAndOver() {
        takeAll();
        calls.get(1).abandon();
        pool.closed(connector.opening.getFirst(), "gone");
        calls.getFirst().end();
        assertThat(notifications(0)).containsExactly("granted", "lost");
        assertThat(notifications(1)).containsExactly("granted");
        assertThat(pool.state()).isEqualTo(new PoolState(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void closed_neverOpened_refusesWhatWaitsAndPauses() {
        call(1);
        pool.closed(connector.opening.getFirst(), "Connection refused");
        assertThat(notifications(0)).containsExactly("NOT_CONNECTED: Connection refused");
        call(1);
        assertThat(connector.opening).hasSize(1);
        now += PoolSimulation.millis(10);
        pool.wake();
        assertThat(connector.opening).hasSize(2);
    }

    @Test
    void wake_connectionIsNotReadyInTime_closesIt() {
        call(1);
        now += 3 * WAIT;
        pool.wake();
        assertThat(connector.closed).containsExactly(connector.opening.getFirst());
        assertThat(notifications(0)).containsExactly("NOT_CONNECTED: no connection within 6000 ms");
        open();
        assertThat(pool.state().ready()).isZero();
    }
}
