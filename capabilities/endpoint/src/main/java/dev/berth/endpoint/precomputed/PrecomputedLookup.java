package dev.berth.endpoint.precomputed;

import dev.berth.core.tensor.NamedTensors;
import java.time.Duration;
import java.util.List;

/// Result of a look-up.
public sealed interface PrecomputedLookup {
    /// An answer.
    ///
    /// @param answer with one row, which the receiver closes
    /// @param annotations that go with it, as in [dev.berth.serving.request.Prediction]
    /// @param age since its computation began
    record Found(NamedTensors answer, List<String> annotations, Duration age)
            implements PrecomputedLookup {}

    /// No answer.
    record Absent(Reason reason) implements PrecomputedLookup {}

    /// Why there is no answer.
    enum Reason {
        /// There is no snapshot, or the record is not in it.
        MISS,
        /// The snapshot is too old.
        STALE,
        /// The snapshot is of another state of the endpoint, or of what it calls.
        OUTDATED,
        /// The answer cannot be read or decrypted.
        UNREADABLE
    }
}
