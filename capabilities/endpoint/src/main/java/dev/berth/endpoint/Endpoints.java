package dev.berth.endpoint;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.traffic.TrafficWeightService;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.block.EndpointBlocks;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.EndpointContext;
import dev.berth.endpoint.execution.EndpointLease;
import dev.berth.endpoint.execution.RecordExecutionFactory;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.endpoint.execution.ShadowRecord;
import dev.berth.endpoint.execution.ShadowTrafficRunner;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.precomputed.PrecomputableEndpoint;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import dev.berth.endpoint.telemetry.EndpointCounters;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.serving.BlockingPredictor;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.request.Lease;
import dev.berth.state.StateStore;
import dev.berth.state.SystemStateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoints of one system, over the models that it serves. Thread-safe.
///
/// All are compiled when the directory has changed, and put in force together. One that is broken
/// does not keep the others from answering, nor, if it was sound before, its older state.
public final class Endpoints implements AutoCloseable {
    /// How often the weights in the state's store are checked where a system is watched: a change
    /// must be in force everywhere within a second.
    public static final Duration WEIGHTS_INTERVAL = Duration.ofMillis(200);

    /// Interval of retries for remotes that did not answer when an endpoint was compiled.
    private static final Duration REMOTES_INTERVAL = Duration.ofSeconds(5);

    /// Names in an error, as for models.
    private static final int NAMES_MAX = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

    private static final Comparator<ModelReference> BY_NAME =
            Comparator.comparing(reference -> reference.name().value());

    private final ModelServer serving;
    private final EndpointContext context;
    private final Supplier<OnlineFeatureReader> features;
    private final Object changes = new Object();

    /// Held for moments, so that a change of weights does not wait for what is being compiled.
    private final Object publishing = new Object();

    /// Of the versions that answer, by their names and versions.
    private final Map<ModelReference, EndpointCounters> counters = new ConcurrentHashMap<>();

    private final StateStore state;
    private final ActiveTrafficWeights weights;

    /// The weights that are in [#states].
    private ActiveTrafficWeights.Known published;

    private final ShadowTrafficRunner shadows;
    private final Optional<PrecomputedAnswers> precomputed;

    /// Of executions that compute every answer.
    private final EndpointContext liveContext;

    private final EndpointBlocks blocks;
    private final boolean areFeaturesSent;

    private volatile @Nullable Thread follower;
    private volatile Map<String, EndpointState> states = Map.of();

    private Endpoints(
            ModelServer serving,
            EndpointListener listener,
            Remotes remotes,
            Supplier<OnlineFeatureReader> features,
            boolean areFeaturesSent,
            StateStore state) {
        this.serving = serving;
        this.features = features;
        this.areFeaturesSent = areFeaturesSent;
        this.state = state;
        this.weights =
                new ActiveTrafficWeights(serving.system().directory(), state, serving.nanoClock());
        this.published = weights.known();
        this.precomputed = PrecomputedAnswers.find(serving::system);
        this.shadows =
                new ShadowTrafficRunner(
                        new EndpointContext(
                                serving,
                                this::acquireAdmitted,
                                remotes,
                                new EndpointListener() {},
                                plan -> refresh(),
                                Endpoints::compareNoFurther,
                                Optional.empty(),
                                serving.nanoClock()),
                        listener);
        this.context =
                new EndpointContext(
                        serving,
                        this::acquireAdmitted,
                        remotes,
                        listener,
                        plan -> refresh(),
                        shadows::offer,
                        precomputed,
                        serving.nanoClock());
        this.liveContext =
                new EndpointContext(
                        serving,
                        this::acquireLive,
                        remotes,
                        new EndpointListener() {},
                        plan -> refresh(),
                        Endpoints::compareNoFurther,
                        Optional.empty(),
                        serving.nanoClock());
        this.blocks = new EndpointBlocks(each -> requirePlan(each.value()), liveContext);
    }

    /// Those of a system that is open, whose later changes they follow; none of their steps may
    /// call other servers.
    public static Endpoints open(ModelServer serving, EndpointListener listener) {
        return open(serving, listener, Remotes.none());
    }

    /// The same with steps that call other servers.
    ///
    /// @param remotes closed with this
    public static Endpoints open(ModelServer serving, EndpointListener listener, Remotes remotes) {
        return open(serving, listener, remotes, noFeatures());
    }

    private static Supplier<OnlineFeatureReader> noFeatures() {
        OnlineFeatureReader none =
                new StoreFeatureReader(
                        FeatureDefinitions.NONE, new MemoryStore(), InstantSource.system());
        return () -> none;
    }

    /// The same with the features of models as inputs, which callers send: for rows to which they
    /// were joined as of a time of each.
    public static Endpoints openWithSentFeatures(
            ModelServer serving, EndpointListener listener, Remotes remotes) {
        return begin(
                new Endpoints(
                        serving,
                        listener,
                        remotes,
                        noFeatures(),
                        /* areFeaturesSent= */ true,
                        SystemStateStore.of(serving::system, System.getenv())));
    }

    /// The same with steps that read features.
    ///
    /// @param features from where they are read now; another object whenever a definition changes
    public static Endpoints open(
            ModelServer serving,
            EndpointListener listener,
            Remotes remotes,
            Supplier<OnlineFeatureReader> features) {
        return open(
                serving,
                listener,
                remotes,
                features,
                SystemStateStore.of(serving::system, System.getenv()));
    }

    /// The same with a store of their own for what is decided at run time.
    ///
    /// @param state closed with this
    public static Endpoints open(
            ModelServer serving,
            EndpointListener listener,
            Remotes remotes,
            Supplier<OnlineFeatureReader> features,
            StateStore state) {
        return begin(
                new Endpoints(
                        serving, listener, remotes, features, /* areFeaturesSent= */ false, state));
    }

    private static Endpoints begin(Endpoints endpoints) {
        endpoints.serving.whenChanged(endpoints::refresh);
        endpoints.refresh();
        return endpoints;
    }

    /// Compiles all anew whose file or whose models are others than before. Blocks until that is
    /// done; some milliseconds each.
    public void refresh() {
        synchronized (changes) {
            Map<String, EndpointState> before = states;
            Map<String, EndpointState> now =
                    EndpointReconciler.run(
                            serving.snapshot().part(EndpointEntries.class).all(),
                            before,
                            new ModelServerSource(
                                    serving, context.remotes(), features.get(), areFeaturesSent));
            if (follower == null) {
                weights.poll();
            }
            synchronized (publishing) {
                published = weights.known();
                states = weighted(now);
            }
            counters.keySet().retainAll(references(now.values()));
            servePrecomputed(now.values());
            now.values().forEach(state -> tell(before.get(state.name()), state));
            before.keySet().stream()
                    .filter(name -> !now.containsKey(name))
                    .forEach(name -> LOG.info("endpoint {} is gone", name));
        }
    }

    private void servePrecomputed(Collection<EndpointState> now) {
        Set<EndpointName> cached =
                now.stream()
                        .map(EndpointState::plan)
                        .filter(Objects::nonNull)
                        .map(CompiledEndpoint::description)
                        .filter(each -> each.precomputed().isPresent())
                        .map(EndpointDescription::name)
                        .collect(Collectors.toSet());
        if (precomputed.isPresent()) {
            precomputed.get().serve(cached);
        } else if (!cached.isEmpty()) {
            LOG.warn(
                    "endpoints {} declare `cached`, and berth-precompute is not among the jars:"
                            + " every answer is computed",
                    cached);
        }
    }

    private static Set<ModelReference> references(Collection<EndpointState> states) {
        return states.stream()
                .map(EndpointState::plan)
                .filter(Objects::nonNull)
                .map(CompiledEndpoint::reference)
                .collect(Collectors.toSet());
    }

    /// What a shadow calls is not compared in turn.
    private static void compareNoFurther(EndpointName endpoint, ShadowRecord record) {
        record.close();
    }

    private Map<String, EndpointState> weighted(Map<String, EndpointState> all) {
        Map<String, EndpointState> weighted = new HashMap<>(all);
        weighted.replaceAll(
                (name, state) -> {
                    CompiledEndpoint plan = state.plan();
                    if (plan == null) {
                        return state;
                    }
                    Optional<Problem> unknown =
                            ActiveTrafficWeights.findUnknown(published, plan.description());
                    return unknown.isPresent()
                            ? state.withoutWeights(unknown.get())
                            : state.with(ActiveTrafficWeights.applied(published, plan));
                });
        return Map.copyOf(weighted);
    }

    /// Takes over changes of weights since the last time. Reads the state's store, which takes some
    /// seconds if that does not answer; neither a prediction nor a [#refresh] waits for it.
    public void refreshTrafficWeights() {
        weights.poll();
        synchronized (publishing) {
            ActiveTrafficWeights.Known known = weights.known();
            if (published.equals(known)) {
                return;
            }
            published = known;
            Map<String, EndpointState> before = states;
            states = weighted(before);
            states.forEach((name, state) -> logWeights(before.get(name), state));
        }
    }

    /// Whether the store of the state could be read the last time.
    public boolean isStateReadable() {
        return weights.isReadable();
    }

    private static void logWeights(@Nullable EndpointState before, EndpointState now) {
        CompiledEndpoint plan = now.plan();
        if (plan != null
                && before != null
                && before.plan() != null
                && plan.alternatives().split().isPresent()
                && !plan.alternatives().split().equals(before.plan().alternatives().split())) {
            LOG.info(
                    "endpoint {} has the weights {}",
                    now.name(),
                    plan.alternatives().split().get().weights());
        }
    }

    /// Calls [#refreshTrafficWeights] again and again until this is closed, on a thread of its own.
    ///
    /// @param interval after which it looks again
    public void watchTrafficWeights(Duration interval) {
        follower =
                Thread.ofPlatform()
                        .name("berth-weights")
                        .daemon()
                        .start(() -> follow(interval.toNanos()));
    }

    private void follow(long nanos) {
        long askedNanos = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(nanos);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                refreshTrafficWeights();
                if (System.nanoTime() - askedNanos > REMOTES_INTERVAL.toNanos()) {
                    retryRemotes();
                    askedNanos = System.nanoTime();
                }
            } catch (RuntimeException e) {
                LOG.error("the weights cannot be followed", e);
            }
        }
    }

    /// Endpoints whose remotes did not answer are compiled when they do.
    private void retryRemotes() {
        if (states.values().stream().anyMatch(EndpointState::waitsForRemote)) {
            refresh();
        }
    }

    /// Changes the weights of an endpoint's variants, and reads them.
    ///
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`,
    ///   `traffic-weights-invalid` if it has no variants
    public TrafficWeightService weightsOf(EndpointName name) {
        return TrafficWeightService.of(
                state,
                serving.system().directory(),
                EndpointReconciler.requirePlan(requireState(name.value())).description(),
                InstantSource.system());
    }

    private static void tell(@Nullable EndpointState before, EndpointState now) {
        CompiledEndpoint plan = now.plan();
        if (now.errors().isEmpty()) {
            if (plan != null && (before == null || !plan.isCompiledAs(before.plan()))) {
                LOG.info("endpoint {} is ready as {}", now.name(), plan.reference().version());
            }
            return;
        }
        if (before == null || !before.errors().equals(now.errors())) {
            now.errors().forEach(error -> LOG.error("endpoint {}: {}", now.name(), error));
            if (plan != null) {
                LOG.warn("endpoint {} answers on as {}", now.name(), plan.reference().version());
            }
        }
    }

    /// The endpoint of this name, to be called in this process.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public Endpoint endpoint(String name) {
        var _ = requirePlan(name);
        return new Endpoint(
                this,
                new EndpointName(name),
                serving.pool(),
                new BlockingPredictor(serving.nanoClock()));
    }

    /// Whether there is an endpoint of this name, in whatever state.
    public boolean has(ModelName name) {
        return isCalled(name);
    }

    /// Whether it answers.
    public boolean isReady(ModelName name) {
        EndpointState state = states.get(name.value());
        return state != null && state.isReady() && serving.isReady();
    }

    /// A lease of an endpoint.
    ///
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`, or `draining` when the
    ///   process stops
    public Lease acquire(EndpointName name) {
        return acquire(name, null);
    }

    /// The same for a caller that names a variant.
    ///
    /// @param variant null if it names none
    /// @throws ProblemException `parameter-invalid` besides, if there is none of this name or the
    ///   endpoint does not let callers choose
    public Lease acquire(EndpointName name, @Nullable String variant) {
        return acquire(name.value(), variant);
    }

    /// The same if there is an endpoint that a caller of models names; null if there is none.
    ///
    /// @param version empty for whichever it is; an endpoint has one, which changes with its file
    /// @param variant used only for an endpoint; null if the caller names none
    /// @throws ProblemException `model-version-not-found` besides
    public @Nullable Lease findLease(
            ModelName name, Optional<ModelVersion> version, Supplier<@Nullable String> variant) {
        if (!isCalled(name)) {
            return null;
        }
        requireVersion(name, version);
        return acquire(name.value(), variant.get());
    }

    /// Whether a name of a model in a request means an endpoint. A file that nothing answers for
    /// does not hide a model.
    private boolean isCalled(ModelName name) {
        EndpointState state = states.get(name.value());
        return state != null && (state.plan() != null || !serving.has(name));
    }

    private void requireVersion(ModelName name, Optional<ModelVersion> version) {
        ModelVersion found = requirePlan(name.value()).reference().version();
        if (version.isPresent() && !version.get().equals(found)) {
            throw new ProblemException(
                    ProblemCode.MODEL_VERSION_NOT_FOUND,
                    "endpoint '"
                            + name
                            + "' is at version '"
                            + found
                            + "', not '"
                            + version.get()
                            + "'",
                    "leave the version out: an endpoint keeps its name while its file changes");
        }
    }

    /// The state of an endpoint that a caller of models names; empty if there is none.
    ///
    /// @throws ProblemException `endpoint-not-ready` or `model-version-not-found`
    public Optional<EndpointStatus> findStatus(ModelName name, Optional<ModelVersion> version) {
        if (!isCalled(name)) {
            return Optional.empty();
        }
        requireVersion(name, version);
        return statuses().stream().filter(each -> each.name().equals(name.value())).findFirst();
    }

    private Lease acquire(String name, @Nullable String variant) {
        CompiledEndpoint plan = requirePlan(name);
        serving.requireAdmitting();
        if (variant != null) {
            plan.requireChoosable(variant);
        }
        return new EndpointLease(
                new RecordExecutionFactory(plan, variant, context, serving.predictionEvents()),
                counters(plan));
    }

    private Lease acquireAdmitted(EndpointName name) {
        CompiledEndpoint plan = requirePlan(name.value());
        return new EndpointLease(
                new RecordExecutionFactory(plan, null, context, null), counters(plan));
    }

    /// A lease of an endpoint whose answers are computed, by it and by endpoints that it calls: for
    /// what computes answers ahead. Neither counted nor published.
    ///
    /// @throws ProblemException as [#acquire]
    public Lease acquireLive(EndpointName name) {
        return new EndpointLease(
                new RecordExecutionFactory(requirePlan(name.value()), null, liveContext, null),
                new EndpointCounters());
    }

    /// Predictions of many rows at once, each of them computed: for tables. Neither counted nor
    /// published.
    public EndpointBlocks blocks() {
        return blocks;
    }

    /// What is computed ahead for an endpoint.
    ///
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`, or `precompute-invalid`
    ///   if its file does not declare `cached`
    public PrecomputableEndpoint precomputable(EndpointName name) {
        CompiledEndpoint plan = requirePlan(name.value());
        PrecomputedPolicy policy =
                plan.description()
                        .precomputed()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.PRECOMPUTE_INVALID,
                                                "endpoint '"
                                                        + name
                                                        + "' does not declare `cached` (expected: how"
                                                        + " its precomputed answers are found)",
                                                "add `cached: {key: [...]}` with some of its inputs "
                                                        + plan.signature().inputs().stream()
                                                                .map(Field::name)
                                                                .toList()
                                                        + " to its file"));
        return new PrecomputableEndpoint(
                name,
                plan.signature(),
                policy,
                plan.precomputedKeys(),
                plan.precomputedFingerprint(),
                volatility(plan));
    }

    private Optional<String> volatility(CompiledEndpoint plan) {
        if (!plan.description().isDeterministic()) {
            return Optional.of("endpoint " + plan.description().name() + " is not deterministic");
        }
        if (plan.reads().findAny().isPresent()) {
            return Optional.of("endpoint " + plan.description().name() + " reads features");
        }
        return plan.callees()
                .map(BoundCallee::callee)
                .flatMap(
                        callee ->
                                switch (callee) {
                                    case Callee.Model _ -> Stream.<String>empty();
                                    case Callee.Remote remote -> Stream.of("it calls " + remote);
                                    case Callee.Endpoint(EndpointName inner) ->
                                            volatility(requirePlan(inner.value())).stream();
                                })
                .findFirst();
    }

    /// The precomputed answers of its endpoints; empty if the capability is not among the jars.
    public Optional<PrecomputedAnswers> precomputed() {
        return precomputed;
    }

    private EndpointCounters counters(CompiledEndpoint plan) {
        EndpointCounters known = counters.get(plan.reference());
        return known != null
                ? known
                : counters.computeIfAbsent(plan.reference(), any -> new EndpointCounters());
    }

    /// What endpoints did since they are at their version, by name and version.
    public Map<ModelReference, ModelStatistics> statistics() {
        Map<ModelReference, ModelStatistics> statistics = new TreeMap<>(BY_NAME);
        for (EndpointState state : states.values()) {
            CompiledEndpoint plan = state.plan();
            if (plan != null) {
                statistics.put(plan.reference(), counters(plan).snapshot());
            }
        }
        return statistics;
    }

    /// What the models and endpoints are called that an endpoint calls, for messages.
    ///
    /// @return none if it cannot answer
    public List<String> callees(ModelName name) {
        EndpointState state = states.get(name.value());
        CompiledEndpoint plan = state == null ? null : state.plan();
        return plan == null
                ? List.of()
                : plan.callees().map(each -> each.callee().toString()).distinct().sorted().toList();
    }

    /// What answers.
    CompiledEndpoint plan(EndpointName name) {
        return requirePlan(name.value());
    }

    private CompiledEndpoint requirePlan(String name) {
        EndpointState state = requireState(name);
        Problem unknown = state.weightsUnknown();
        if (unknown != null) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "it is not known by which weights endpoint '"
                            + name
                            + "' divides its records: "
                            + unknown.message(),
                    unknown.remedy());
        }
        return EndpointReconciler.requirePlan(state);
    }

    private EndpointState requireState(String name) {
        EndpointState state = states.get(name);
        if (state == null) {
            List<String> names = states.keySet().stream().sorted().toList();
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + name + "'" + NearestName.hint(name, names),
                    names.isEmpty()
                            ? "add a file under endpoints/"
                            : "name one of " + NearestName.nearest(name, names, NAMES_MAX));
        }
        return state;
    }

    /// What callers send to an endpoint and get.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public Signature signature(EndpointName name) {
        return requirePlan(name.value()).signature();
    }

    /// Its state as a version, which changes with its file.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public ModelVersion version(EndpointName name) {
        return requirePlan(name.value()).reference().version();
    }

    /// How all of them stand, by name.
    public List<EndpointStatus> statuses() {
        List<EndpointStatus> statuses = new ArrayList<>();
        states.values().stream()
                .sorted(Comparator.comparing(EndpointState::name))
                .forEach(
                        state -> {
                            Optional<CompiledEndpoint> plan =
                                    Optional.ofNullable(state.isReady() ? state.plan() : null);
                            statuses.add(
                                    new EndpointStatus(
                                            state.name(),
                                            plan.map(each -> each.reference().version().value()),
                                            plan.map(CompiledEndpoint::signature),
                                            plan.map(each -> each.description().summary())
                                                    .orElse(""),
                                            plan.flatMap(each -> each.description().serviceLevel()),
                                            state.errors()));
                        });
        return statuses;
    }

    /// Ends what runs beside; the endpoints still answer as long as their models do.
    @Override
    public void close() {
        shadows.close();
        precomputed.ifPresent(PrecomputedAnswers::close);
        Thread following = follower;
        if (following != null) {
            following.interrupt();
        }
        state.close();
        context.remotes().close();
    }
}
