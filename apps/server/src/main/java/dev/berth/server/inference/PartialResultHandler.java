package dev.berth.server.inference;

import dev.berth.core.Problem;
import dev.berth.serving.request.Prediction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Callback for a prediction whose groups may fail independently. [#failed] is called if it fails
/// as a whole.
public interface PartialResultHandler extends PredictionResultHandler {
    /// What came of the groups.
    ///
    /// @param predictions in the order of the groups, null for those that failed; the receiver
    ///   closes them
    /// @param problems of the others, by their positions
    void predictedInPart(List<@Nullable Prediction> predictions, Map<Integer, Problem> problems);

    @Override
    default void predicted(List<Prediction> predictions) {
        predictedInPart(Collections.unmodifiableList(predictions), Map.of());
    }
}
