package dev.berth.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Three servers on different hosts, and the events of their client.
final class ThreeServers implements AutoCloseable {
    /// Enough for anything on a busy machine.
    static final Duration LONG = Await.TIMEOUT;

    static final Map<String, Object> INPUT = Map.of("text", "hello");

    final Vertx vertx = Vertx.vertx();
    final ClientEvents events = new ClientEvents();
    private final List<FakeServer> servers =
            IntStream.rangeClosed(1, 3).mapToObj(i -> FakeServer.start(vertx, i)).toList();

    FakeServer get(int index) {
        return servers.get(index);
    }

    int requestCount() {
        return servers.stream().mapToInt(FakeServer::requestCount).sum();
    }

    /// Options for the first servers, with retries for all calls and without health checks.
    ClientOptions options(int count) {
        return ClientOptions.of(
                        ServerDiscovery.of(
                                servers.stream()
                                        .limit(count)
                                        .map(FakeServer::address)
                                        .toArray(String[]::new)))
                .withoutHealthChecks()
                .withListener(events)
                .withCalls(CallOptions.defaults().withTimeout(LONG))
                .withPool(PoolPolicy.defaults().withConnectTimeout(LONG))
                // So that even a few calls may all be retried.
                .withRetries(
                        new RetryPolicy(4, 1, 1000, Duration.ofMillis(2), Duration.ofMillis(20)));
    }

    static Problem problem(Predictor predictor) {
        return catchThrowableOfType(ProblemException.class, () -> predictor.predict(INPUT))
                .problem();
    }

    static void repeat(int times, Runnable step) {
        IntStream.range(0, times).forEach(i -> step.run());
    }

    @Override
    public void close() {
        servers.forEach(FakeServer::close);
        vertx.close().await();
    }

    /// Listener that counts client events.
    static final class ClientEvents implements ClientListener {
        final List<String> ejected = new CopyOnWriteArrayList<>();
        final List<AttemptOutcome> endings = new CopyOnWriteArrayList<>();
        final List<AttemptKind> kinds = new CopyOnWriteArrayList<>();
        final AtomicInteger exhausted = new AtomicInteger();
        final AtomicInteger fallbacks = new AtomicInteger();

        int hedges() {
            return (int) kinds.stream().filter(kind -> kind == AttemptKind.HEDGE).count();
        }

        @Override
        public void onCallCompleted(String target, Optional<ProblemCode> failure, long nanos) {}

        @Override
        public void onAttemptCompleted(Address server, AttemptKind kind, AttemptOutcome ending) {
            endings.add(ending);
            kinds.add(kind);
        }

        @Override
        public void onRetryBudgetExhausted(String target) {
            exhausted.incrementAndGet();
        }

        @Override
        public void onFallback(String target, ProblemCode problem) {
            fallbacks.incrementAndGet();
        }

        @Override
        public void onEjected(Address server, Duration pause) {
            ejected.add(server.toString());
        }
    }
}
