package dev.berth.scoring.prediction;

import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Model or endpoint that answers records, in this process or on a server. Thread-safe.
public interface RecordPredictor {
    /// The subject with the version that answers.
    Subject subject();

    /// Digest of the package or packages, in hex; empty if it is not known.
    String modelSha256();

    Signature signature();

    /// Predicts several records in one request; the predictions are in their order. Blocks.
    ///
    /// @throws dev.berth.core.ProblemException if the request fails; if it does for one of the
    ///   records, none is predicted
    List<Map<String, @Nullable Object>> predict(List<Map<String, @Nullable Object>> records);
}
