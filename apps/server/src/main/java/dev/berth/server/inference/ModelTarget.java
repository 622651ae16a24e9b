package dev.berth.server.inference;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.Optional;

/// The model, and perhaps the version, that a caller named.
public record ModelTarget(ModelName name, Optional<ModelVersion> version) {
    /// How Triton's documents and clients write the version that the server is to choose.
    private static final String CHOSEN_BY_SERVER = "-1";

    /// The model and version of these names.
    ///
    /// @param version empty or `-1` for the latest that is ready
    /// @throws ProblemException `model-not-found` or `model-version-not-found` for a name that none
    ///   can have
    public static ModelTarget of(String name, String version) {
        return new ModelTarget(
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
                    "no model '" + SanitizedText.of(text) + "'",
                    "name one that GET /v1/models lists");
        }
    }

    private static ModelVersion version(String model, String text) {
        try {
            return ModelVersion.of(text);
        } catch (ProblemException notAVersion) {
            throw new ProblemException(
                    ProblemCode.MODEL_VERSION_NOT_FOUND,
                    "model '" + model + "' has no version '" + SanitizedText.of(text) + "'",
                    "name one that GET /v2/models/" + model + " lists");
        }
    }
}
