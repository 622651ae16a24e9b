package dev.berth.server.predict;

import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.ModelStatistics;
import dev.berth.serving.Serving;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the statistics that a caller asks for.
public final class StatisticsQuery {
    private StatisticsQuery() {}

    /// The statistics of the versions that are ready, by name and version.
    ///
    /// @param model empty for all
    /// @param version empty for all of the model
    /// @throws ProblemException `model-not-found`, `version-not-found` or `model-not-ready`
    public static Map<ModelReference, ModelStatistics> of(
            Serving serving, String model, String version) {
        Map<ModelReference, ModelStatistics> found = new LinkedHashMap<>();
        if (!model.isEmpty() && !version.isEmpty()) {
            Target target = Target.of(model, version);
            var reference = new ModelReference(target.name(), target.version().orElseThrow());
            found.put(reference, serving.statistics(reference));
            return found;
        }
        for (ModelReference reference : references(serving, model)) {
            try {
                found.put(reference, serving.statistics(reference));
            } catch (ProblemException unloadedMeanwhile) {
                // Left out, as if it had been asked for a moment later.
            }
        }
        return found;
    }

    private static List<ModelReference> references(Serving serving, String model) {
        if (model.isEmpty()) {
            return serving.packages().stream().map(ModelPackage::reference).toList();
        }
        Target target = Target.of(model, "");
        List<ModelVersion> versions = serving.versions(target.name());
        return versions.stream().map(v -> new ModelReference(target.name(), v)).toList();
    }
}
