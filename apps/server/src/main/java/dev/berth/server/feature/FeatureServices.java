package dev.berth.server.feature;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.Serving;
import java.util.List;
import java.util.Optional;

/// Names that stand for features: models, for those that their packages read. Thread-safe.
final class FeatureServices {
    private final Serving serving;

    FeatureServices(Serving serving) {
        this.serving = serving;
    }

    /// The features of a model's latest version, or of `model@version`; empty if there is no such
    /// model, or it reads none.
    Optional<List<FeatureReference>> find(String name) {
        return findPackage(name)
                .map(
                        found ->
                                found.features().inputs().values().stream()
                                        .map(FeatureSelection::feature)
                                        .distinct()
                                        .toList())
                .filter(features -> !features.isEmpty());
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
