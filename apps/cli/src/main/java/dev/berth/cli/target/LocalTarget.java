package dev.berth.cli.target;

import dev.berth.Berth;
import dev.berth.catalog.artifact.TransferProgress;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.serving.Model;
import dev.berth.serving.ModelStatus;
import dev.berth.serving.ServingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A system opened in this process.
public final class LocalTarget implements Target {
    private final Berth berth;

    private LocalTarget(Berth berth) {
        this.berth = berth;
    }

    public static LocalTarget open(Path system, TransferProgress progress) {
        return open(system, ServingOptions.defaults().withTransferProgress(progress));
    }

    public static LocalTarget open(Path system, ServingOptions options) {
        return new LocalTarget(Berth.open(system, options));
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

    private boolean isEndpoint(ModelChoice choice) {
        return choice.version().isEmpty() && berth.endpoints().has(choice.name());
    }

    private Model model(ModelChoice choice) {
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
                endpoint.mistakes().isEmpty() ? "" : endpoint.mistakes().getFirst().toString(),
                Optional.empty());
    }

    @Override
    public void close() {
        berth.close();
    }
}
