package dev.berth.scoring.prediction;

import dev.berth.core.signature.Signature;
import dev.berth.scoring.tensor.TensorPredictor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Model or endpoint that answers records, in this process or on a server. Thread-safe.
public interface RecordPredictor {
    /// The subject with the version that answers.
    Subject subject();

    /// The version that answers now, which is another if the model was replaced meanwhile. May do
    /// I/O.
    default String currentVersion() {
        return subject().version();
    }

    /// Digest of the package or packages, in hex; empty if it is not known.
    String modelSha256();

    Signature signature();

    /// Rows that may be in flight without a refusal; empty if that is not known.
    default OptionalInt rowsInFlightMax() {
        return OptionalInt.empty();
    }

    /// Rows that the model executes at once, with which requests of fewer rows may be joined; 1 if
    /// they never are, or if that is not known.
    default int executionRows() {
        return 1;
    }

    /// The same for tensors; empty if it only takes records.
    default Optional<TensorPredictor> tensors() {
        return Optional.empty();
    }

    /// Predicts several records in one request; the predictions are in their order. Blocks.
    ///
    /// @throws dev.berth.core.ProblemException if the request fails; if it does for one of the
    ///   records, none is predicted
    List<Map<String, @Nullable Object>> predict(List<Map<String, @Nullable Object>> records);
}
