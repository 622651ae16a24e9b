package dev.berth.server.feature;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.system.ModelPackage;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.serving.ModelServer;
import java.util.List;
import java.util.Optional;

/// Names that stand for features: models, for those that their packages read, and services. A
/// service that is called as a model is (an error) is not found, so that a caller that may call the
/// model reads what the model does. Thread-safe.
final class FeatureServices {
    private final ModelServer serving;

    FeatureServices(ModelServer serving) {
        this.serving = serving;
    }

    /// The features that a name stands for.
    sealed interface Named {
        List<FeatureService.Entry> features();

        /// The features that a model reads.
        record OfModel(ModelName model, List<FeatureService.Entry> features) implements Named {
            public OfModel {
                features = List.copyOf(features);
            }
        }

        /// A service.
        record OfService(FeatureService service) implements Named {
            @Override
            public List<FeatureService.Entry> features() {
                return service.features();
            }
        }

        /// Whether a caller may read it by its name.
        default boolean isReadable(FeatureAccess access) {
            return switch (this) {
                case OfModel(ModelName model, var _) -> access.mayCall(model.value());
                case OfService(FeatureService service) -> access.mayRead(service.reference());
            };
        }
    }

    /// The features of a model's or service's latest version, or of `name@version`; empty if there
    /// is no such name, or it reads none.
    Optional<Named> find(String name, FeatureDefinitions definitions) {
        Optional<ModelPackage> model = findPackage(name);
        return model.isPresent()
                ? Optional.of(ofModel(model.get())).filter(named -> !named.features().isEmpty())
                : definitions.findService(name).map(Named.OfService::new);
    }

    private static Named ofModel(ModelPackage found) {
        return new Named.OfModel(
                found.reference().name(),
                found.features().inputs().values().stream()
                        .map(FeatureSelection::feature)
                        .distinct()
                        .map(FeatureSelection::of)
                        .map(selection -> new FeatureService.Entry(selection, Optional.empty()))
                        .toList());
    }

    /// Packages come in ascending order.
    private Optional<ModelPackage> findPackage(String name) {
        int at = name.indexOf('@');
        ModelName model;
        try {
            model = ModelName.of(at < 0 ? name : name.substring(0, at));
        } catch (ProblemException notAName) {
            return Optional.empty();
        }
        String version = at < 0 ? "" : name.substring(at + 1);
        return serving.packages().stream()
                .filter(candidate -> isMeant(candidate.reference(), model, at < 0, version))
                .reduce((earlier, later) -> later);
    }

    private static boolean isMeant(
            ModelReference candidate, ModelName model, boolean any, String version) {
        return candidate.name().equals(model)
                && (any || candidate.version().value().equals(version));
    }
}
