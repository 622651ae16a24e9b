package dev.berth.endpoint;

import dev.berth.catalog.feature.Features;
import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.endpoint.telemetry.CacheLookupResult;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.endpoint.telemetry.Objective;
import dev.berth.endpoint.telemetry.ShadowComparison;
import dev.berth.events.PredictionListener;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.thread.ServingTime;
import dev.berth.testkit.Await;
import dev.berth.testkit.runtime.FakeRuntime;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A system in a temporary directory with models that are fakes, and endpoints over them. In
/// virtual time, which stands unless a test advances it.
final class EndpointSystem implements AutoCloseable {
    /// The signature of [#scores].
    static final String SCORES =
            """
              batch: N
              inputs:
                - {name: x, type: float32, shape: [N], meaning: a number, unit: m, example: 1}
                - {name: text, type: string, shape: [N], meaning: a word, default: none}
              outputs:
                - {name: score, type: float32, shape: [N], meaning: its multiple, unit: m}
                - {name: label, type: string, shape: [N], meaning: the word}
            """;

    /// Longer than a test advances the time.
    private static final Duration TIME = Duration.ofDays(1);

    private final Path directory;
    private final FakeRuntime runtime = new FakeRuntime();
    private final ManualTime time = new ManualTime();
    private final RecordingListener events = new RecordingListener();
    private List<PredictionListener> listeners = List.of();
    private @Nullable ModelServer serving;
    private @Nullable Endpoints endpoints;

    EndpointSystem(Path directory) {
        this.directory = directory;
    }

    /// Has these receive events of predictions; before it is opened.
    EndpointSystem listeners(PredictionListener... others) {
        listeners = List.of(others);
        return this;
    }

    FakeRuntime runtime() {
        return runtime;
    }

    ManualTime time() {
        return time;
    }

    /// What happened within endpoints, in words.
    Queue<String> events() {
        return events.words;
    }

    ModelServer serving() {
        return Objects.requireNonNull(serving);
    }

    Endpoints endpoints() {
        return Objects.requireNonNull(endpoints);
    }

    /// Writes a model `y = factor * x` over three numbers.
    EndpointSystem numbers(String model, String version, double factor) {
        return model(
                model,
                version,
                "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: " + factor + "\n",
                """
                  batch: N
                  inputs:
                    - {name: x, type: float32, shape: [N, 3], meaning: three numbers}
                  outputs:
                    - {name: y, type: float32, shape: [N, 3], meaning: their multiples}
                """);
    }

    /// Writes a model `score = factor * x` over one number, which gives its text back as well.
    EndpointSystem scores(String model, double factor) {
        return model(
                model,
                "1",
                "inputs: x float32 [N]; text string [N]\noutputs: score float32 [N]; label string [N]\nmultiply: "
                        + factor
                        + "\n",
                SCORES);
    }

    /// Writes a model `count = n` over one whole number of a type.
    EndpointSystem counts(String model, String type) {
        return model(
                model,
                "1",
                "inputs: n %1$s [N]\noutputs: count %1$s [N]\nmultiply: 1\n".formatted(type),
                """
                  batch: N
                  inputs:
                    - {name: n, type: %1$s, shape: [N], meaning: a whole number}
                  outputs:
                    - {name: count, type: %1$s, shape: [N], meaning: the same}
                """
                        .formatted(type));
    }

    EndpointSystem model(String model, String version, String artifact, String signature) {
        String folder = "models/" + model + "/" + version;
        String description =
                "summary: A fake\nruntime: {engine: fake}\nartifacts: {model: model.txt}\n";
        files().write(folder + "/model.txt", artifact)
                .write(folder + "/model.yaml", description + "signature:\n" + signature);
        return this;
    }

    private SystemBuilder files() {
        return new SystemBuilder(directory);
    }

    private EndpointSystem edit(String model, UnaryOperator<String> change) {
        files().edit("models/" + model + "/1/model.yaml", change);
        return this;
    }

    /// Has models serve without having predicted anything.
    EndpointSystem withoutWarmUp(String... models) {
        for (String model : models) {
            more(model, "warm-up: 0\n");
        }
        return this;
    }

    /// Writes a package of steps alone.
    EndpointSystem steps(String model, String content) {
        files().write("models/" + model + "/1/model.yaml", "summary: Steps\n" + content);
        return this;
    }

    EndpointSystem endpoint(String name, String content) {
        files().endpoint(name, content);
        return this;
    }

    /// Writes descriptions of features.
    EndpointSystem features(String content) {
        files().write("features/all.yaml", content);
        return this;
    }

    /// Writes more into the description of a model.
    EndpointSystem more(String model, String content) {
        return edit(model, text -> text + content);
    }

    /// Writes another word wherever one stands in the description of a model.
    EndpointSystem replaceIn(String model, String old, String fresh) {
        return edit(model, text -> text.replace(old, fresh));
    }

    EndpointSystem open() {
        return open(opened -> Endpoints.open(opened, events));
    }

    /// The same with features.
    EndpointSystem open(OnlineStore store, InstantSource clock) {
        return open(
                opened -> {
                    var reads =
                            new StoreFeatureReader(
                                    opened.snapshot().part(Features.class).definitions(),
                                    store,
                                    clock);
                    return Endpoints.open(opened, events, Remotes.none(), () -> reads);
                });
    }

    private EndpointSystem open(Function<ModelServer, Endpoints> opening) {
        ModelServer opened =
                ModelServer.open(
                        directory,
                        ServingOptions.defaults()
                                .withCacheDirectory(directory.resolve("cache"))
                                .withRuntimes(List.of(runtime))
                                .withExecutionThreads(2)
                                .withPredictionListeners(listeners)
                                .withTime(new ServingTime(time, _ -> time.scheduler()))
                                .withWatching(Optional.empty()));
        serving = opened;
        endpoints = opening.apply(opened);
        return this;
    }

    /// What is wrong with an endpoint.
    List<ValidationError> findings(String name) {
        return endpoints().statuses().stream()
                .filter(status -> status.name().equals(name))
                .flatMap(status -> status.errors().stream())
                .toList();
    }

    /// The same in words.
    List<String> errors(String name) {
        return findings(name).stream()
                .map(
                        error ->
                                error.location().line()
                                        + ": "
                                        + error.found()
                                        + " (expected: "
                                        + error.expected()
                                        + ")")
                .toList();
    }

    Map<String, Object> predict(String endpoint, Map<String, ?> record) {
        return predictAll(endpoint, List.of(record)).getFirst();
    }

    List<Map<String, Object>> predictAll(String endpoint, List<? extends Map<String, ?>> records) {
        Lease lease = endpoints().acquire(new EndpointName(endpoint));
        Signature signature = lease.signature();
        NamedTensors inputs =
                MapRecordCodec.toTensors(signature, records, serving().pool()).getFirst();
        var answer = new CompletableFuture<Prediction>();
        try (Prediction prediction =
                new Sent(submit(lease, inputs, answer, TIME), answer).await()) {
            return MapRecordCodec.toRecords(signature, prediction.outputs());
        }
    }

    /// Sends a record and does not wait.
    Sent send(String endpoint, Map<String, ?> record) {
        return send(endpoints().acquire(new EndpointName(endpoint)), record);
    }

    /// The same with a lease.
    Sent send(Lease lease, Map<String, ?> record) {
        return send(lease, record, TIME);
    }

    /// Sends a record that is wanted within a time.
    Sent send(String endpoint, Map<String, ?> record, Duration time) {
        return send(endpoints().acquire(new EndpointName(endpoint)), record, time);
    }

    private Sent send(Lease lease, Map<String, ?> record, Duration time) {
        NamedTensors inputs = MapRecordCodec.toTensors(lease.signature(), record, serving().pool());
        var answer = new CompletableFuture<Prediction>();
        return new Sent(submit(lease, inputs, answer, time), answer);
    }

    record Sent(RequestHandle ticket, CompletableFuture<Prediction> answer) {
        /// The answer, which the caller closes; fails with the problem's exception.
        Prediction await() {
            try {
                return Await.result(answer);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ProblemException problem) {
                    throw problem;
                }
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private RequestHandle submit(
            Lease lease, NamedTensors inputs, CompletableFuture<Prediction> answer, Duration left) {
        return lease.submit(
                new PredictionRequest("1", inputs, time.getAsLong() + left.toNanos()),
                FutureCallback.to(answer));
    }

    /// Closes it, and fails if something still holds memory of tensors.
    void closeWithNothingLeft() {
        runtime.runGate().open();
        // What waits for shadows is given up.
        endpoints().close();
        // What is endless ends at its deadline.
        time.advance(TIME.plusSeconds(1));
        // The answer comes before the last of what was held for it is given back.
        Await.until(() -> serving().pool().blocksInUse() == 0);
        close();
    }

    @Override
    public void close() {
        endpoints().close();
        serving().close();
    }

    private static final class RecordingListener implements EndpointListener {
        private final Queue<String> words = new ConcurrentLinkedQueue<>();

        @Override
        public void onGuardActivated(EndpointName endpoint, String guard, String requestId) {
            words.add("activated " + guard);
        }

        @Override
        public void onElementsOmitted(
                EndpointName endpoint, String guard, int elements, String requestId) {
            words.add("omitted " + elements + " by " + guard);
        }

        @Override
        public void onGuardFailed(
                EndpointName endpoint,
                String guard,
                String requestId,
                boolean isFailOpen,
                String reason) {
            words.add("failed " + guard + (isFailOpen ? ", ignored" : ""));
        }

        @Override
        public void onEscalated(EndpointName endpoint, String step, String requestId) {
            words.add("escalated " + step);
        }

        @Override
        public void onEscalationDenied(EndpointName endpoint, String step, String requestId) {
            words.add("not escalated " + step);
        }

        @Override
        public void onCacheLookup(EndpointName endpoint, CacheLookupResult look, String requestId) {
            words.add(look.name());
        }

        @Override
        public void onCircuitOpened(EndpointName endpoint, String step, Problem last) {
            words.add("circuit of " + step + " opened");
        }

        @Override
        public void onShadowCompared(
                EndpointName endpoint,
                String shadow,
                String requestId,
                ShadowComparison comparison) {
            words.add(
                    shadow
                            + (comparison.isAgreed()
                                    ? " agreed"
                                    : " disagreed by " + comparison.distance()));
        }

        @Override
        public void onShadowFailed(
                EndpointName endpoint, String shadow, String requestId, Problem problem) {
            words.add(shadow + " failed: " + problem.code().code());
        }

        @Override
        public void onShadowDropped(EndpointName endpoint, String shadow, String requestId) {
            words.add(shadow + " shed");
        }

        @Override
        public void onFallback(
                EndpointName endpoint, String fallback, String requestId, Problem problem) {
            words.add("fell back to " + fallback + ": " + problem.code().code());
        }

        @Override
        public void onSloEvaluated(
                EndpointName endpoint, Objective objective, double goal, boolean isMet) {
            words.add(objective + " " + goal + (isMet ? " met" : " missed"));
        }

        @Override
        public void onStepDefaulted(
                EndpointName endpoint, String step, String requestId, Problem problem) {
            words.add("stood in for " + step + ": " + problem.code().code());
        }
    }
}
