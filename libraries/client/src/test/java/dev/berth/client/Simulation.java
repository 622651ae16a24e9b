package dev.berth.client;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.FakeClock;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.client.balancing.RetryBudget;
import dev.berth.client.balancing.ServerGroup;
import dev.berth.client.wire.AttemptFailure;
import dev.berth.client.wire.AttemptResult;
import dev.berth.client.wire.Attempts;
import dev.berth.client.wire.ModelPath;
import dev.berth.client.wire.ProtocolCodec;
import dev.berth.client.wire.Transport;
import dev.berth.client.wire.TransportResult;
import dev.berth.client.wire.TypedJsonCodec;
import dev.berth.client.wire.WireRequest;
import dev.berth.client.wire.WireResponse;
import dev.berth.core.ModelName;
import dev.berth.core.ProblemCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Simulation of calls, servers and time without a network: one event queue with a fake clock and
/// seeded randomness. The calls are real [ActiveCall]s over a real [ServerGroup].
final class Simulation implements ClientListener {
    /// Simulated handling of an attempt.
    ///
    /// @param answer empty for a broken connection
    record Reaction(Duration latency, Optional<WireResponse> answer) {
        Reaction(Duration latency, boolean answers) {
            this(latency, answers ? Optional.of(response(200, headers())) : Optional.empty());
        }

        static Reaction busy(int status, int retryAfterSeconds) {
            MultiMap headers = headers().add("retry-after", Integer.toString(retryAfterSeconds));
            return new Reaction(Duration.ofMillis(1), Optional.of(response(status, headers)));
        }

        private static WireResponse response(int status, MultiMap headers) {
            return new WireResponse(status, headers, Buffer.buffer(), headers());
        }
    }

    /// An attempt, as it was sent.
    record Sent(Address server, long atNanos, long timeoutNanos) {}

    /// Simulated server.
    interface Server {
        Reaction next(Random random);
    }

    static final Server HUNG = random -> new Reaction(Duration.ofDays(1), true);

    final FakeClock clock = new FakeClock();
    final Random random;
    final ServerGroup group;
    final Map<Address, Server> servers = new HashMap<>();
    final Map<Address, Integer> requestCount = new HashMap<>();
    final List<Sent> sent = new ArrayList<>();
    final Latencies latencies = new Latencies();
    private final ClientContext context;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private long numbers;
    long calls;
    long attempts;
    long answered;
    long late;
    long hedges;
    int ejectedMost;
    long trace;

    private record Event(long atNanos, long number, Runnable step) {}

    Simulation(long seed, RetryPolicy retries, GroupPolicy policy) {
        random = new Random(seed);
        group = new ServerGroup(policy, clock, random, this);
        context =
                new ClientContext(
                        group,
                        retries,
                        new RetryBudget(retries.budgetShare(), retries.freePerSecond(), clock),
                        this,
                        clock,
                        random);
    }

    static Address host(int number) {
        return Address.of("10.0.0." + number, 8080);
    }

    void serve(int count, Server server) {
        List<Address> hosts = IntStream.rangeClosed(1, count).mapToObj(Simulation::host).toList();
        hosts.forEach(host -> servers.putIfAbsent(host, server));
        group.replace(hosts);
    }

    int requestCount(int host) {
        return requestCount.getOrDefault(host(host), 0);
    }

    EventLoopScheduler.Timer at(long nanos, Runnable step) {
        var event = new Event(nanos, numbers++, step);
        events.add(event);
        return () -> events.remove(event);
    }

    /// Runs calls at a constant rate, until all have ended.
    void run(int count, Duration between, CallOptions options) {
        for (int i = 0; i < count; i++) {
            at(
                    clock.getAsLong() + between.multipliedBy(i).toNanos(),
                    () -> {
                        var _ = start(options);
                    });
        }
        drain();
    }

    /// Runs one call.
    ///
    /// @return its result, which is there
    CompletableFuture<CallResult<String>> call(CallOptions options) {
        CompletableFuture<CallResult<String>> result = start(options);
        drain();
        return result;
    }

    private void drain() {
        while (!events.isEmpty()) {
            Event event = events.poll();
            clock.moveTo(event.atNanos());
            event.step().run();
            ejectedMost = Math.max(ejectedMost, group.members().size() - group.usable());
        }
    }

    private CompletableFuture<CallResult<String>> start(CallOptions options) {
        calls++;
        var timers =
                new EventLoopScheduler() {
                    @Override
                    public void run(Runnable step) {
                        at(clock.getAsLong(), step);
                    }

                    @Override
                    public Timer after(long nanos, Runnable step) {
                        return at(clock.getAsLong() + nanos, step);
                    }
                };
        OptionalLong hedge = options.hedge().map(this::hedgeNanos).orElse(OptionalLong.empty());
        var plan =
                new ResolvedCallOptions(
                        "m",
                        Deadline.at(clock.getAsLong(), options.timeout()),
                        options.idempotence(),
                        hedge,
                        options.attemptTimeout()
                                .map(time -> OptionalLong.of(time.toNanos()))
                                .orElse(OptionalLong.empty()),
                        Optional.empty(),
                        "1",
                        Map.of());
        var run =
                new ActiveCall<>(
                        context,
                        timers,
                        plan,
                        new Attempts<>(new Network(), new Echo()),
                        latencies);
        CompletableFuture<CallResult<String>> result = run.result();
        var _ = result.whenComplete((answer, failure) -> trace = 31 * trace + clock.getAsLong());
        run.start();
        return result;
    }

    private OptionalLong hedgeNanos(Hedge hedge) {
        return switch (hedge) {
            case Hedge.After(Duration delay) -> OptionalLong.of(delay.toNanos());
            case Hedge.AtPercentile(double share) -> latencies.percentile(share);
        };
    }

    private final class Network implements Transport {
        @Override
        public InFlight send(
                Address server,
                WireRequest request,
                long timeoutNanos,
                Consumer<TransportResult> reply) {
            requestCount.merge(server, 1, Integer::sum);
            sent.add(new Sent(server, clock.getAsLong(), timeoutNanos));
            Reaction deed = Objects.requireNonNull(servers.get(server)).next(random);
            EventLoopScheduler.Timer end =
                    at(
                            clock.getAsLong() + deed.latency().toNanos(),
                            () ->
                                    reply.accept(
                                            deed.answer()
                                                    .<TransportResult>map(
                                                            TransportResult.Arrived::new)
                                                    .orElseGet(
                                                            () ->
                                                                    new TransportResult.Broken(
                                                                            TransportResult.Seen
                                                                                    .PERHAPS,
                                                                            "simulated"))));
            return end::cancel;
        }

        @Override
        public <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then) {
            throw new AssertionError("answers here are empty");
        }
    }

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }

    @Override
    public void onCallCompleted(String target, Optional<ProblemCode> failure, long nanos) {
        answered += failure.isEmpty() ? 1 : 0;
        late += failure.isPresent() && failure.get() == ProblemCode.DEADLINE_EXCEEDED ? 1 : 0;
    }

    @Override
    public void onAttemptCompleted(Address server, AttemptKind kind, AttemptOutcome ending) {
        attempts++;
        hedges += kind == AttemptKind.HEDGE ? 1 : 0;
    }

    /// Codec that accepts any response of status 200, and reads others as JSON's does.
    private static final class Echo implements ProtocolCodec<String> {
        private static final TypedJsonCodec JSON =
                new TypedJsonCodec(
                        new ModelPath.OfModel(new ModelName("m"), Optional.empty()), List.of());

        @Override
        public WireRequest request() {
            return WireRequest.get("/");
        }

        @Override
        public Map<String, String> timeout(long remainingNanos) {
            return Map.of();
        }

        @Override
        public AttemptResult<String> read(WireResponse answer, Address server) {
            return answer.status() != 200
                            && JSON.read(answer, server)
                                    instanceof AttemptResult.Failed<?>(AttemptFailure failure)
                    ? new AttemptResult.Failed<>(failure)
                    : new AttemptResult.Answered<>("", List.of(), Optional.empty());
        }
    }
}
