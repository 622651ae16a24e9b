package dev.berth.client.wire;

import java.util.List;
import java.util.Optional;

/// Result of an attempt.
public sealed interface AttemptResult<T> {
    /// Decoded response.
    ///
    /// @param annotations of the response, such as activated guards
    /// @param version of the model or endpoint
    record Answered<T>(T value, List<String> annotations, Optional<String> version)
            implements AttemptResult<T> {
        public Answered {
            annotations = List.copyOf(annotations);
        }
    }

    /// Missing or unusable response.
    ///
    /// @param failure its cause
    record Failed<T>(AttemptFailure failure) implements AttemptResult<T> {}
}
