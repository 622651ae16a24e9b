package dev.berth.server.inference;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ModelPackage;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.endpoint.Endpoints;
import dev.berth.protocol.oip.BatchStatistics;
import dev.berth.protocol.oip.DurationCount;
import dev.berth.protocol.oip.ModelConfiguration;
import dev.berth.protocol.oip.ModelMetadata;
import dev.berth.protocol.oip.RepositoryEntry;
import dev.berth.protocol.oip.ServerMetadata;
import dev.berth.runtime.MemoryUse;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.execution.ModelStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Metadata, status and statistics of models and endpoints, in the terms of the Open Inference
/// Protocol and its extensions.
public final class ModelDocuments {
    private static final String SERVER_NAME = "berth";
    private static final String ONNX = "onnx";

    /// The platforms of what is no file of an engine.
    private static final String ENDPOINT = "berth_endpoint";

    private static final String STEPS = "berth_steps";

    private final ModelServer serving;
    private final Endpoints endpoints;
    private final String version;

    /// Documents of these models and endpoints.
    ///
    /// @param version of this server
    public ModelDocuments(ModelServer serving, Endpoints endpoints, String version) {
        this.serving = serving;
        this.endpoints = endpoints;
        this.version = version;
    }

    public ServerMetadata server() {
        return new ServerMetadata(SERVER_NAME, version, ServerMetadata.EXTENSIONS);
    }

    /// The names of all models and endpoints that can be called, sorted.
    public List<ModelName> names() {
        return Stream.concat(
                        serving.packages().stream().map(model -> model.reference().name()),
                        endpoints.statuses().stream()
                                .filter(EndpointStatus::isReady)
                                .map(endpoint -> ModelName.of(endpoint.name())))
                .distinct()
                .sorted(Comparator.comparing(ModelName::value))
                .toList();
    }

    /// Makes sure that there is such a model or endpoint.
    ///
    /// @throws dev.berth.core.ProblemException as of [#metadata]
    public void requireKnown(ModelTarget target) {
        if (endpoint(target).isEmpty()) {
            var _ = serving.requirePackage(target.name(), target.version());
        }
    }

    /// What callers of the model need to know.
    ///
    /// @throws dev.berth.core.ProblemException `model-not-found`, `model-version-not-found` or
    ///   `model-not-ready`
    public ModelMetadata metadata(ModelTarget target) {
        Optional<EndpointStatus> endpoint = endpoint(target);
        if (endpoint.isPresent()) {
            return new ModelMetadata(
                    target.name(),
                    List.of(version(endpoint.get())),
                    ENDPOINT,
                    endpoint.get().signature().orElseThrow());
        }
        ModelPackage model = serving.requirePackage(target.name(), target.version());
        return new ModelMetadata(
                target.name(), serving.versions(target.name()), platform(model), model.signature());
    }

    /// How the model is served.
    ///
    /// @throws dev.berth.core.ProblemException `model-not-found`, `model-version-not-found` or
    ///   `model-not-ready`
    public ModelConfiguration configuration(ModelTarget target) {
        Optional<EndpointStatus> endpoint = endpoint(target);
        if (endpoint.isPresent()) {
            return new ModelConfiguration(
                    target.name(),
                    ENDPOINT,
                    SERVER_NAME,
                    0,
                    0,
                    1,
                    endpoint.get().signature().orElseThrow());
        }
        ModelPackage model = serving.requirePackage(target.name(), target.version());
        return new ModelConfiguration(
                target.name(),
                platform(model),
                backend(model),
                batchSizeMax(model),
                model.batch().delayMax().toNanos() / 1000,
                serving.versions(target.name()).size(),
                model.signature());
    }

    /// The batch size of the configuration. Beside one, each tensor's shape stands without the
    /// batch dimension and may not be empty: Triton has no such model, and its `perf_analyzer`
    /// sends nothing to an input without a shape. Such a model's shapes therefore stand whole,
    /// beside 0.
    private static int batchSizeMax(ModelPackage model) {
        Signature signature = model.signature();
        return signature.isBatched() && !signature.hasInputOfBatchAlone()
                ? model.batch().sizeMax()
                : 0;
    }

    /// Triton's word for an engine with its format.
    private static String platform(ModelPackage model) {
        if (model.isStepsAlone()) {
            return STEPS;
        }
        String engine = model.runtime().engine();
        return engine.equals(ONNX) ? "onnxruntime_onnx" : engine;
    }

    /// Triton's word for an engine.
    private static String backend(ModelPackage model) {
        if (model.isStepsAlone()) {
            return SERVER_NAME;
        }
        String engine = model.runtime().engine();
        return engine.equals(ONNX) ? "onnxruntime" : engine;
    }

    private Optional<EndpointStatus> endpoint(ModelTarget target) {
        return endpoints.findStatus(target.name(), target.version());
    }

    private static ModelVersion version(EndpointStatus endpoint) {
        return ModelVersion.of(endpoint.version().orElseThrow());
    }

    /// Every version of every model that is known, and every endpoint, or only those that are
    /// ready.
    public List<RepositoryEntry> index(boolean readyOnly) {
        return Stream.concat(
                        serving.index().stream()
                                .filter(status -> !readyOnly || status.isServed())
                                .map(ModelDocuments::entry),
                        endpoints.statuses().stream()
                                .filter(status -> !readyOnly || status.isReady())
                                .map(ModelDocuments::entry))
                .toList();
    }

    private static RepositoryEntry entry(EndpointStatus endpoint) {
        return new RepositoryEntry(
                endpoint.name(),
                endpoint.version().orElse(""),
                endpoint.isReady()
                        ? RepositoryEntry.State.READY
                        : RepositoryEntry.State.UNAVAILABLE,
                endpoint.errors().isEmpty() ? "" : endpoint.errors().getFirst().toString(),
                memory(new MemoryUse(0, 0, 0)));
    }

    private static RepositoryEntry entry(ModelStatus status) {
        RepositoryEntry.State state =
                switch (status.state()) {
                    case LOADING -> RepositoryEntry.State.LOADING;
                    case READY, ON_DEMAND -> RepositoryEntry.State.READY;
                    case UNLOADING -> RepositoryEntry.State.UNLOADING;
                    case UNLOADED, FAILED -> RepositoryEntry.State.UNAVAILABLE;
                };
        boolean unexplained = status.reason().isEmpty() && status.state() == ModelState.UNLOADED;
        return new RepositoryEntry(
                status.name(),
                status.version(),
                state,
                unexplained ? "unloaded" : status.reason(),
                memory(status.memory()));
    }

    private static RepositoryEntry.Memory memory(MemoryUse memory) {
        return new RepositoryEntry.Memory(
                memory.weightBytes(), memory.arenaBytes(), memory.bufferBytes());
    }

    /// The model to load or unload.
    ///
    /// @param change load or unload
    /// @throws ProblemException `name-invalid`, or `unimplemented` if it is an endpoint
    public ModelName requireModel(String name, String change) {
        ModelName model = ModelTarget.of(name, "").name();
        Optional<Problem> refusal = changeRefused(model, change);
        if (refusal.isPresent()) {
            throw refusal.get().asException();
        }
        return model;
    }

    /// The problem of a load or unload of an endpoint; empty if the name is no endpoint's.
    private Optional<Problem> changeRefused(ModelName name, String change) {
        if (!endpoints.has(name) || serving.has(name)) {
            return Optional.empty();
        }
        List<String> callees = endpoints.callees(name);
        return Optional.of(
                Problem.of(
                        ProblemCode.UNIMPLEMENTED,
                        "cannot "
                                + change
                                + " '"
                                + name
                                + "': it is an endpoint (expected: a model), which is there while"
                                + " its file in endpoints/ is",
                        "change the file, or "
                                + change
                                + (callees.isEmpty()
                                        ? " the models that it calls"
                                        : " what it calls: " + String.join(", ", callees))));
    }

    /// The statistics of the versions that are served, and of endpoints, by name and version.
    ///
    /// @param model empty for all
    /// @param version empty for all of the model
    /// @throws dev.berth.core.ProblemException `model-not-found`, `model-version-not-found` or
    ///   `model-not-ready`
    public List<dev.berth.protocol.oip.ModelStatisticsEntry> statistics(
            String model, String version) {
        Map<ModelReference, ModelStatistics> found = new LinkedHashMap<>();
        if (model.isEmpty()) {
            found.putAll(StatisticsQuery.of(serving, model, version));
            found.putAll(endpoints.statistics());
        } else if (endpoint(ModelTarget.of(model, version)).isPresent()) {
            found.putAll(endpoints.statistics());
            found.keySet().removeIf(reference -> !reference.name().value().equals(model));
        } else {
            found.putAll(StatisticsQuery.of(serving, model, version));
        }
        return found.entrySet().stream()
                .map(entry -> statistics(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static dev.berth.protocol.oip.ModelStatisticsEntry statistics(
            ModelReference model, ModelStatistics statistics) {
        return new dev.berth.protocol.oip.ModelStatisticsEntry(
                model,
                statistics.lastInference().map(Instant::toEpochMilli).orElse(0L),
                statistics.inferenceCount(),
                statistics.executionCount(),
                duration(statistics.success()),
                duration(statistics.failure()),
                duration(statistics.queue()),
                duration(statistics.encode()),
                duration(statistics.execute()),
                duration(statistics.decode()),
                statistics.batches().stream().map(ModelDocuments::batch).toList());
    }

    private static BatchStatistics batch(ModelStatistics.Batch batch) {
        var counted = new DurationCount(batch.execute().count(), 0);
        return new BatchStatistics(batch.rows(), counted, duration(batch.execute()), counted);
    }

    private static DurationCount duration(ModelStatistics.Sum sum) {
        return new DurationCount(sum.count(), sum.nanos());
    }
}
