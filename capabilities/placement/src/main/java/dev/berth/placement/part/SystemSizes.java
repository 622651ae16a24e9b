package dev.berth.placement.part;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
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
import java.util.Set;

/// Sizes of models and endpoints of a system: of their files and of the tensors of one record.
///
/// A size is known only where the system has it: files within packages, and shapes without a
/// dynamic dimension other than the batch. Artifacts of repositories are not fetched for it.
final class SystemSizes {
    private final List<PackageEntry.Valid> packages;
    private final EndpointEntries endpoints;

    SystemSizes(Models models, EndpointEntries endpoints) {
        this.packages = models.valid();
        this.endpoints = endpoints;
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
                subject.isEndpoint()
                        ? addOfEndpoint(subject.name(), found, new LinkedHashSet<>())
                        : addModel(subject.name(), found);
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
                subject.isEndpoint()
                        ? endpoint(subject.name()).flatMap(this::onlyModel)
                        : latest(subject.name());
        return model.flatMap(each -> record(each, direction));
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
