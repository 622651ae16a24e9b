package dev.berth.server.predict;

import dev.berth.core.Excerpt;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.Optional;

/// The model, and perhaps the version, that a caller named.
public record Target(ModelName name, Optional<ModelVersion> version) {
    /// How Triton's documents and clients write the version that the server is to choose.
    private static final String CHOSEN_BY_SERVER = "-1";

    /// The model and version of these names.
    ///
    /// @param version empty or `-1` for the latest that is ready
    /// @throws ProblemException `model-not-found` or `version-not-found` for a name that none can
    ///   have
    public static Target of(String name, String version) {
        return new Target(
                name(name),
                version.isEmpty() || version.equals(CHOSEN_BY_SERVER)
                        ? Optional.empty()
                        : Optional.of(version(name, version)));
    }

    private static ModelName name(String text) {
        try {
            return ModelName.of(text);
        } catch (ProblemException notAName) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_FOUND,
                    "no model '" + Excerpt.of(text) + "'",
                    "name one that GET /v1/models lists");
        }
    }

    private static ModelVersion version(String model, String text) {
        try {
            return ModelVersion.of(text);
        } catch (ProblemException notAVersion) {
            throw new ProblemException(
                    ProblemCode.VERSION_NOT_FOUND,
                    "model '" + model + "' has no version '" + Excerpt.of(text) + "'",
                    "name one that GET /v2/models/" + model + " lists");
        }
    }
}
