package dev.berth.client.wire;

import java.util.List;
import java.util.Optional;

/// What an attempt came to.
public sealed interface AttemptResult<T> {
    /// An answer that could be read.
    ///
    /// @param annotations what else is known of the answer, such as guards that were activated
    /// @param version of the model or endpoint that answered
    record Answered<T>(T value, List<String> annotations, Optional<String> version)
            implements AttemptResult<T> {
        public Answered {
            annotations = List.copyOf(annotations);
        }
    }

    /// No answer.
    ///
    /// @param failure why there is no answer
    record Failed<T>(AttemptFailure failure) implements AttemptResult<T> {}
}
