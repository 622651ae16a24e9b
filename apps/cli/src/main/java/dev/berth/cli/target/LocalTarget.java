package dev.berth.cli.target;

import dev.berth.Berth;
import dev.berth.catalog.artifact.TransferProgress;
import dev.berth.catalog.lineage.SystemLineage;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.lineage.Lineage.Direction;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.lineage.LineageNode.Kind;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.serving.Model;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.lifecycle.LoadPolicy;
import dev.berth.serving.request.Lease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Prediction target in this process.
public final class LocalTarget implements PredictionTarget {
    /// Long enough for any load, but a loader must not hang forever.
    private static final OptionalLong LOADING_NANOS_MAX =
            OptionalLong.of(TimeUnit.HOURS.toNanos(1));

    private final Berth berth;

    private LocalTarget(Berth berth) {
        this.berth = berth;
    }

    /// Opens a system and loads everything.
    public static LocalTarget open(Path system, TransferProgress progress) {
        return open(system, ServingOptions.defaults().withTransferProgress(progress));
    }

    public static LocalTarget open(Path system, ServingOptions options) {
        return new LocalTarget(Berth.open(system, options));
    }

    /// Opens a system and loads one model, or what an endpoint may call. The rest is read, but
    /// neither fetched nor verified.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found`, or `model-not-ready`
    ///   with the reason if the model cannot be loaded
    public static LocalTarget openFor(ModelChoice choice, Path system, ServingOptions options) {
        return loaded(choice, open(system, options.withLoadPolicy(LoadPolicy.ON_DEMAND)));
    }

    /// As [#openFor], of endpoints that read no features: they are inputs.
    public static LocalTarget openWithSentFeatures(
            ModelChoice choice, Path system, ServingOptions options) {
        return loaded(
                choice,
                new LocalTarget(
                        Berth.openWithSentFeatures(
                                system, options.withLoadPolicy(LoadPolicy.ON_DEMAND))));
    }

    private static LocalTarget loaded(ModelChoice choice, LocalTarget target) {
        try {
            target.load(choice);
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    /// Problems of models that cannot be loaded are reported by the endpoint, which may have a
    /// fallback.
    private void load(ModelChoice choice) {
        if (!isEndpoint(choice)) {
            berth.serving().acquire(choice.name(), choice.version(), LOADING_NANOS_MAX).close();
            return;
        }
        List<CompletableFuture<Lease>> loading =
                called(choice.name().value())
                        .map(
                                model ->
                                        berth.serving()
                                                .acquireLoaded(
                                                        model.name(),
                                                        Optional.of(model.version()),
                                                        LOADING_NANOS_MAX))
                        .toList();
        for (CompletableFuture<Lease> each : loading) {
            try {
                each.join().close();
            } catch (CompletionException _) {
                // The endpoint reports this when it is called, unless it does not need the model.
            }
        }
    }

    /// The models that an endpoint may call, directly or indirectly.
    public Stream<ModelReference> called(String endpoint) {
        return SystemLineage.of(berth.serving().snapshot())
                .around(
                        new LineageNode(Kind.ENDPOINT, endpoint),
                        List.of(Direction.UPSTREAM),
                        Optional.empty())
                .nodes()
                .stream()
                .filter(node -> node.kind() == Kind.MODEL)
                .map(node -> ModelChoice.parse(node.name()))
                .map(model -> new ModelReference(model.name(), model.version().orElseThrow()));
    }

    public Berth berth() {
        return berth;
    }

    @Override
    public Signature signature(ModelChoice model) {
        return isEndpoint(model)
                ? berth.endpoint(model.name().value()).signature()
                : model(model).signature();
    }

    /// Whether a choice without a version is that of an endpoint.
    public boolean isEndpoint(ModelChoice choice) {
        return choice.version().isEmpty() && berth.endpoints().has(choice.name());
    }

    /// The model of a choice.
    public Model model(ModelChoice choice) {
        return choice.version().isPresent()
                ? berth.model(choice.name().value(), choice.version().get().value())
                : berth.model(choice.name().value());
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            ModelChoice choice, List<Map<String, @Nullable Object>> records) {
        List<Map<String, @Nullable Object>> answers = new ArrayList<>();
        List<Map<String, Object>> found =
                isEndpoint(choice)
                        ? berth.endpoint(choice.name().value()).predictAll(records)
                        : model(choice).predictAll(records);
        for (Map<String, Object> answer : found) {
            answers.add(new LinkedHashMap<>(answer));
        }
        return answers;
    }

    @Override
    public List<IndexEntry> index() {
        return Stream.concat(
                        berth.serving().index().stream().map(LocalTarget::entry),
                        berth.endpoints().statuses().stream().map(LocalTarget::entry))
                .toList();
    }

    private static IndexEntry entry(ModelStatus status) {
        return new IndexEntry(
                status.name(),
                status.version(),
                status.state().name(),
                status.reason(),
                Optional.of(status.memory()));
    }

    private static IndexEntry entry(EndpointStatus endpoint) {
        return new IndexEntry(
                endpoint.name(),
                endpoint.version().orElse(""),
                endpoint.isReady() ? "READY" : "UNAVAILABLE",
                endpoint.errors().isEmpty() ? "" : endpoint.errors().getFirst().toString(),
                Optional.empty());
    }

    @Override
    public void close() {
        berth.close();
    }
}
