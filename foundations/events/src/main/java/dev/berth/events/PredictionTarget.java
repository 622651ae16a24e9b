package dev.berth.events;

import dev.berth.core.ModelReference;
import java.util.Optional;

/// The model or endpoint that a caller named.
///
/// @param reference its name and the version that answered; that of an endpoint changes with its
///   file
/// @param variant of an endpoint with several, the one that the record met
public record PredictionTarget(Kind kind, ModelReference reference, Optional<String> variant) {
    public enum Kind {
        MODEL,
        ENDPOINT
    }
}
