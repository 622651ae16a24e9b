package dev.berth.placement.part;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Sizes of models, endpoints and views of a system: of their files and of one record or row.
///
/// A size is known only where the system has it: files within packages, and shapes without a
/// dynamic dimension other than the batch. Artifacts of repositories are not fetched for it.
final class SystemSizes {
    private final List<PackageEntry.Valid> packages;
    private final EndpointEntries endpoints;
    private final Features features;

    SystemSizes(Models models, EndpointEntries endpoints, Features features) {
        this.packages = models.valid();
        this.endpoints = endpoints;
        this.features = features;
    }

    /// A size with its source.
    record Size(double bytes, String source) {}

    /// Direction of tensors, as a model has them.
    enum Direction {
        INPUT,
        OUTPUT
    }

    /// Bytes of the files of all packages that a subject may call.
    Optional<Size> storage(Subject subject) {
        Map<String, ModelPackage> found = new LinkedHashMap<>();
        boolean isKnown =
                switch (subject.kind()) {
                    case ENDPOINT -> addOfEndpoint(subject.name(), found, new LinkedHashSet<>());
                    case MODEL -> addModel(subject.name(), found);
                    case VIEW -> false;
                };
        if (!isKnown || found.isEmpty()) {
            return Optional.empty();
        }
        double sum = 0;
        for (ModelPackage each : found.values()) {
            Optional<Double> bytes = fileBytes(each);
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            sum += bytes.get();
        }
        return Optional.of(new Size(sum, "files of " + String.join(", ", found.keySet())));
    }

    /// @return whether all that it may call is known
    private boolean addOfEndpoint(
            String name, Map<String, ModelPackage> found, Set<String> visited) {
        if (!visited.add(name)) {
            return true;
        }
        Optional<EndpointDescription> endpoint = endpoint(name);
        if (endpoint.isEmpty()) {
            return false;
        }
        for (GraphStep step : endpoint.get().graph().steps()) {
            for (Callee callee : step.pattern().callees()) {
                boolean isKnown =
                        switch (callee) {
                            case Callee.Model model -> addModel(model.name().value(), found);
                            case Callee.Endpoint other ->
                                    addOfEndpoint(other.name().value(), found, visited);
                            case Callee.Remote _ -> false;
                        };
                if (!isKnown) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean addModel(String name, Map<String, ModelPackage> found) {
        Optional<ModelPackage> latest = latest(name);
        latest.ifPresent(each -> found.put(folder(each), each));
        return latest.isPresent();
    }

    private static String folder(ModelPackage each) {
        return PackageEntry.FOLDER
                + "/"
                + each.reference().name()
                + "/"
                + each.reference().version();
    }

    private Optional<ModelPackage> latest(String name) {
        return packages.stream()
                .filter(each -> each.model().equals(name))
                .map(PackageEntry.Valid::modelPackage)
                .reduce((_, later) -> later);
    }

    private Optional<EndpointDescription> endpoint(String name) {
        return endpoints.valid().stream()
                .filter(each -> each.name().value().equals(name))
                .findFirst();
    }

    private static Optional<Double> fileBytes(ModelPackage modelPackage) {
        double sum = 0;
        for (Artifact artifact : modelPackage.artifacts().values()) {
            if (!(artifact.source() instanceof Artifact.Source.File(String path))) {
                return Optional.empty();
            }
            Path file = modelPackage.directory().resolve(path);
            try {
                sum += Files.size(file);
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.of(sum);
    }

    /// Bytes of the tensors of one record.
    Optional<Size> record(Subject subject, Direction direction) {
        Optional<ModelPackage> model =
                switch (subject.kind()) {
                    case ENDPOINT -> endpoint(subject.name()).flatMap(this::onlyModel);
                    case MODEL -> latest(subject.name());
                    case VIEW -> Optional.empty();
                };
        return subject.kind() == Subject.Kind.VIEW
                ? row(subject.name(), direction)
                : model.flatMap(each -> record(each, direction));
    }

    private static OptionalInt bytes(FeatureType type) {
        if (type.form() != FeatureType.Form.SINGLE) {
            return OptionalInt.empty();
        }
        return switch (type.element()) {
            case BOOL -> OptionalInt.of(1);
            case INT32, FLOAT32 -> OptionalInt.of(Integer.BYTES);
            case INT64, FLOAT64, TIMESTAMP -> OptionalInt.of(Long.BYTES);
            case STRING, BYTES -> OptionalInt.empty();
        };
    }

    /// Bytes of the stored features of one row, of the latest version of a view.
    private Optional<Size> row(String name, Direction direction) {
        Optional<FeatureView> view =
                features.definitions().views().values().stream()
                        .filter(each -> each.reference().name().value().equals(name))
                        .reduce((_, later) -> later);
        if (view.isEmpty() || direction == Direction.INPUT) {
            return Optional.empty();
        }
        double sum = 0;
        for (Feature each : view.get().features()) {
            OptionalInt bytes = bytes(each.type());
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            sum += bytes.getAsInt();
        }
        return Optional.of(new Size(sum, "features of " + view.get().reference()));
    }

    /// The model of an endpoint that does nothing but call one.
    private Optional<ModelPackage> onlyModel(EndpointDescription endpoint) {
        List<GraphStep> steps = endpoint.graph().steps();
        boolean isPlain =
                steps.size() == 1
                        && endpoint.graph().outputs().isEmpty()
                        && steps.getFirst().with().isEmpty()
                        && steps.getFirst().each().isEmpty();
        return isPlain
                        && steps.getFirst().pattern()
                                instanceof StepOperation.Call(Callee.Model(var name, _))
                ? latest(name.value())
                : Optional.empty();
    }

    private static Optional<Size> record(ModelPackage model, Direction direction) {
        Signature signature = model.signature();
        double sum = 0;
        for (Field field :
                direction == Direction.INPUT ? signature.inputs() : signature.outputs()) {
            Optional<Long> elements =
                    field.type().isVariable()
                            ? Optional.empty()
                            : signature.recordShape(field).elementCount();
            if (elements.isEmpty()) {
                return Optional.empty();
            }
            sum += (double) elements.get() * field.type().byteSize();
        }
        return Optional.of(new Size(sum, "signature of " + folder(model)));
    }
}
