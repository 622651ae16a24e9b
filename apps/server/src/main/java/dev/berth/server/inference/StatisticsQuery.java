package dev.berth.server.inference;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Query for statistics, by the model and version that a caller names.
public final class StatisticsQuery {
    private StatisticsQuery() {}

    /// The statistics of the versions that are ready, by name and version.
    ///
    /// @param model empty for all
    /// @param version empty or `-1` for all of the model
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    public static Map<ModelReference, ModelStatistics> of(
            ModelServer serving, String model, String version) {
        List<ModelReference> references;
        if (model.isEmpty()) {
            references = serving.packages().stream().map(ModelPackage::reference).toList();
        } else {
            ModelTarget target = ModelTarget.of(model, version);
            if (target.version().isPresent()) {
                var reference = new ModelReference(target.name(), target.version().get());
                return Map.of(reference, serving.statistics(reference));
            }
            references = versions(serving, target.name());
        }
        Map<ModelReference, ModelStatistics> found = new LinkedHashMap<>();
        for (ModelReference reference : references) {
            try {
                found.put(reference, serving.statistics(reference));
            } catch (ProblemException unloadedMeanwhile) {
                // Left out, as if requested a moment later.
            }
        }
        return found;
    }

    private static List<ModelReference> versions(ModelServer serving, ModelName model) {
        return serving.versions(model).stream()
                .map(version -> new ModelReference(model, version))
                .toList();
    }
}
