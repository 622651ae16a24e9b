package dev.berth.client;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.RetryBudget;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.balancing.ServerGroup;
import dev.berth.client.balancing.ServerResolver;
import dev.berth.client.pool.PoolState;
import dev.berth.client.wire.Attempts;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.ModelPath;
import dev.berth.client.wire.OipGrpcCodec;
import dev.berth.client.wire.ProtocolCodec;
import dev.berth.client.wire.VertxTransport;
import dev.berth.core.LinkageProblem;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.TensorPool;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Client for endpoints and models on a group of servers.
///
/// Calls are balanced among ready servers, retried where that is useful and allowed, and ended at
/// their deadline. A process has one client per group and keeps it open. Thread-safe.
public final class BerthClient implements AutoCloseable {
    /// Endpoints and models with recorded latencies; others have no hedge by percentile.
    private static final int TARGETS_MAX = 10_000;

    private final ClientOptions options;
    private final Vertx vertx;
    private final List<EventLoopScheduler> loops;
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final RandomGenerator random = new SharedRandom();
    private final RequestIds requestIds = new RequestIds(InstantSource.system(), random);
    private final TensorPool pool = new TensorPool();
    private final Map<String, Latencies> latencies = new ConcurrentHashMap<>();
    private final Set<Call<?>> open = ConcurrentHashMap.newKeySet();
    private final ServerGroup group;
    private final ClientContext context;
    private final VertxTransport http;
    private final VertxTransport grpc;
    private final ServerResolver source;
    private final Optional<HealthChecks> checks;
    private volatile boolean closed;

    private BerthClient(ClientOptions options, Vertx vertx) {
        this.options = options;
        this.vertx = vertx;
        this.loops = IntStream.range(0, options.eventLoops()).mapToObj(i -> loop(vertx)).toList();
        this.group = new ServerGroup(options.group(), System::nanoTime, random, options.listener());
        var budget =
                new RetryBudget(
                        options.retries().budgetShare(),
                        options.retries().freePerSecond(),
                        System::nanoTime);
        this.context =
                new ClientContext(
                        group,
                        options.retries(),
                        budget,
                        options.listener(),
                        System::nanoTime,
                        random);
        this.http = VertxTransport.open(vertx, options.http(), options.pool(), options.tls());
        this.grpc =
                options.http() == HttpForm.HTTP_2
                        ? http
                        : VertxTransport.open(
                                vertx, HttpForm.HTTP_2, options.pool(), options.tls());
        this.source = ServerResolver.begin(options.servers(), vertx, group);
        group.members().forEach(member -> http.prepare(member.address()));
        this.checks =
                options.health()
                        .map(
                                policy ->
                                        new HealthChecks(
                                                group, http, loops.getFirst(), policy, random));
        checks.ifPresent(HealthChecks::begin);
    }

    /// Waits for the first request to each server, which also loads classes: otherwise the first
    /// calls would wait some tenths of a second.
    private void warmUp() {
        long nanos = Deadline.bounded(options.warmUp()).toNanos();
        if (nanos > 0 && checks.isPresent()) {
            checks.get().first().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS).join();
        }
    }

    private static EventLoopScheduler loop(Vertx vertx) {
        return new LoopTimers(vertx, ((VertxInternal) vertx).createEventLoopContext());
    }

    /// Creates a client of these servers, `host:port` each, with default options.
    public static BerthClient to(String... addresses) {
        return open(ClientOptions.of(ServerDiscovery.of(addresses)));
    }

    /// Creates a client, which opens connections, sends only health checks, and waits for their
    /// responses up to [ClientOptions#warmUp]. Not on an event loop, nor is [#close()].
    ///
    /// @throws dev.berth.core.ProblemException `usage` if a file of the TLS options cannot be read;
    ///   `internal-error` if libraries on the class path are incompatible
    public static BerthClient open(ClientOptions options) {
        try {
            return opened(options);
        } catch (LinkageError e) {
            throw new ProblemException(LinkageProblem.of(e), e);
        }
    }

    private static BerthClient opened(ClientOptions options) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(options.eventLoops()));
        try {
            var client = new BerthClient(options, vertx);
            client.warmUp();
            return client;
        } catch (RuntimeException e) {
            vertx.close().await();
            throw e;
        }
    }

    /// A predictor for an endpoint.
    ///
    /// @throws dev.berth.core.ProblemException `name-invalid` if the name is invalid
    public Predictor endpoint(String name) {
        return predictor(new ModelPath.OfEndpoint(new EndpointName(name)));
    }

    /// A predictor for the latest version of a model.
    ///
    /// @throws dev.berth.core.ProblemException `name-invalid` if the name is invalid
    public Predictor model(String name) {
        return predictor(new ModelPath.OfModel(new ModelName(name), Optional.empty()));
    }

    /// A predictor for one version of a model.
    ///
    /// @throws dev.berth.core.ProblemException `name-invalid` if the name or version is invalid
    public Predictor model(String name, String version) {
        return predictor(
                new ModelPath.OfModel(new ModelName(name), Optional.of(new ModelVersion(version))));
    }

    private Predictor predictor(ModelPath path) {
        return new Predictor(
                this, path, options.calls(), Optional.empty(), new RecordFields(options.names()));
    }

    /// The pool that holds output tensors, and optionally input tensors.
    public TensorPool pool() {
        return pool;
    }

    public ClientOptions options() {
        return options;
    }

    ServerGroup group() {
        return group;
    }

    /// Usage of the connections to a server.
    PoolState connections(Address server) {
        return http.state(server);
    }

    <T> Call<T> call(ModelPath path, CallOptions call, ProtocolCodec<T> exchange) {
        if (closed) {
            return Call.failed(
                    new ProblemException(
                            ProblemCode.CANCELLED, "the client is closed", "open another"));
        }
        EventLoopScheduler loop =
                loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
        Latencies own =
                latencies.size() < TARGETS_MAX
                        ? latencies.computeIfAbsent(path.typed(), name -> new Latencies())
                        : latencies.getOrDefault(path.typed(), new Latencies());
        var attempts = new Attempts<>(exchange instanceof OipGrpcCodec ? grpc : http, exchange);
        var run = new ActiveCall<>(context, loop, plan(path, call, own), attempts, own);
        var sent = new Call<>(run.result(), () -> step(loop, run::cancel, run));
        open.add(sent);
        var _ = run.result().whenComplete((answer, failure) -> open.remove(sent));
        step(loop, run::start, run);
        if (closed) {
            sent.cancel();
        }
        return sent;
    }

    /// Runs a step of a call on its event loop; ends the call if the loop is closed.
    private static void step(EventLoopScheduler loop, Runnable step, ActiveCall<?> run) {
        try {
            loop.run(step);
        } catch (RejectedExecutionException clientIsClosed) {
            run.cancel();
        }
    }

    private ResolvedCallOptions plan(ModelPath path, CallOptions call, Latencies own) {
        Deadline deadline = Deadline.in(call.timeout());
        String requestId = call.requestId().orElseGet(requestIds::next);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("berth-request-id", requestId);
        options.key().ifPresent(key -> headers.put("authorization", key.header()));
        OptionalLong hedge =
                call.hedge().map(each -> hedgeNanos(each, own)).orElse(OptionalLong.empty());
        return new ResolvedCallOptions(
                path.label(),
                call.deadline().map(deadline::earlier).orElse(deadline),
                call.idempotence(),
                hedge,
                call.attemptTimeout()
                        .map(time -> OptionalLong.of(Deadline.bounded(time).toNanos()))
                        .orElse(OptionalLong.empty()),
                call.trace(),
                requestId,
                headers);
    }

    private static OptionalLong hedgeNanos(Hedge hedge, Latencies latencies) {
        return switch (hedge) {
            case Hedge.After(var delay) -> OptionalLong.of(delay.toNanos());
            case Hedge.AtPercentile(var share) -> latencies.percentile(share);
        };
    }

    /// Cancels the calls in flight and closes all connections.
    @Override
    public void close() {
        closed = true;
        open.forEach(Call::cancel);
        open.forEach(call -> call.result().exceptionally(ended -> null).join());
        checks.ifPresent(HealthChecks::end);
        source.close();
        http.close();
        if (grpc != http) {
            grpc.close();
        }
        vertx.close().await();
    }

    /// Random generator of the calling thread.
    private static final class SharedRandom implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }
}
