package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.GroupListener;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.client.balancing.ServerGroup;
import dev.berth.client.wire.Transport;
import dev.berth.client.wire.TransportResult;
import dev.berth.client.wire.WireRequest;
import dev.berth.client.wire.WireResponse;
import dev.berth.testkit.time.ManualTime;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of health checks in virtual time.
final class HealthChecksTest {
    private static final Address ONE = Address.of("10.0.0.1", 8080);
    private static final Address OTHER = Address.of("10.0.0.2", 8080);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ManualTime time = new ManualTime();
    private final ServerGroup group =
            new ServerGroup(GroupPolicy.defaults(), time, new Random(1), new GroupListener() {});
    private final Network network = new Network();

    private HealthChecks begin() {
        return begin(TIMEOUT);
    }

    private HealthChecks begin(Duration timeout) {
        group.replace(List.of(ONE, OTHER));
        var policy = new HealthPolicy(INTERVAL, timeout);
        var checks = new HealthChecks(group, network, new Timers(), policy, new Random(1));
        checks.begin();
        return checks;
    }

    /// Until each server was checked at least so often.
    private void pass(int intervals) {
        time.advance(INTERVAL.plus(TIMEOUT).multipliedBy(2L * intervals));
    }

    @Test
    void first_serverHangs_isThereWhenItsCheckIsOver() {
        network.hanging = ONE;
        HealthChecks checks = begin();
        assertThat(checks.first()).isNotDone();
        time.advance(TIMEOUT.minusNanos(1));
        assertThat(checks.first()).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(checks.first()).isDone();
        assertThat(network.cancelled).isEqualTo(1);
    }

    @Test
    void round_checksHang_makeTheServerUnreadyUntilItAnswers() {
        network.hanging = ONE;
        var _ = begin();
        time.advance(TIMEOUT);
        assertThat(group.usable()).as("after one check").isEqualTo(2);
        pass(1);
        assertThat(group.usable()).isEqualTo(1);
        pass(10);
        assertThat(group.usable()).isEqualTo(1);
        network.hanging = null;
        // A doubtful server is checked each fifth of the interval.
        time.advance(TIMEOUT.plus(INTERVAL.dividedBy(2)));
        assertThat(group.usable()).isEqualTo(2);
    }

    @Test
    void round_serverIsNotReady_isCheckedMoreOften() {
        network.status.put(ONE, 503);
        var _ = begin();
        assertThat(group.usable()).isEqualTo(1);
        time.advance(INTERVAL.multipliedBy(20));
        assertThat(network.checks.get(OTHER)).isBetween(15, 25);
        assertThat(network.checks.get(ONE)).isBetween(75, 125);
    }

    @Test
    void round_checkIsPending_isNotRepeated() {
        network.hanging = ONE;
        var _ = begin(INTERVAL.multipliedBy(10));
        pass(3);
        assertThat(network.checks.get(ONE)).isEqualTo(1);
        assertThat(network.checks.get(OTHER)).isGreaterThan(3);
    }

    @Test
    void end_later_checksNoMore() {
        HealthChecks checks = begin();
        pass(1);
        checks.end();
        var before = Map.copyOf(network.checks);
        pass(10);
        assertThat(network.checks).isEqualTo(before);
    }

    private final class Timers implements EventLoopScheduler {
        private final ScheduledExecutorService scheduler = time.scheduler();

        @Override
        public void run(Runnable step) {
            step.run();
        }

        @Override
        public Timer after(long nanos, Runnable step) {
            Future<?> task = scheduler.schedule(step, nanos, TimeUnit.NANOSECONDS);
            return () -> task.cancel(false);
        }
    }

    /// Transport whose servers respond at once with their status, or never.
    private static final class Network implements Transport {
        private final Map<Address, Integer> status = new HashMap<>();
        private final Map<Address, Integer> checks = new HashMap<>();
        private @Nullable Address hanging;
        private int cancelled;

        @Override
        public InFlight send(
                Address server,
                WireRequest request,
                long timeoutNanos,
                Consumer<TransportResult> reply) {
            checks.merge(server, 1, Integer::sum);
            if (!server.equals(hanging)) {
                MultiMap none = MultiMap.caseInsensitiveMultiMap();
                int answered = status.getOrDefault(server, 200);
                reply.accept(
                        new TransportResult.Arrived(
                                new WireResponse(answered, none, Buffer.buffer(), none)));
            }
            return () -> cancelled++;
        }

        @Override
        public <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then) {
            throw new AssertionError("answers here are empty");
        }
    }
}
