package dev.berth.evaluation.comparison;

import dev.berth.core.signature.Signature;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Predictor that keeps some of the records that another one answered, as examples of what it is
/// used on. Thread-safe.
public final class SampledPredictor implements RecordPredictor {
    private final RecordPredictor predictor;
    private final int limit;
    private final List<Map<String, @Nullable Object>> records = new ArrayList<>();

    /// @param limit of records that are kept
    public SampledPredictor(RecordPredictor predictor, int limit) {
        this.predictor = predictor;
        this.limit = limit;
    }

    @Override
    public Subject subject() {
        return predictor.subject();
    }

    @Override
    public String modelSha256() {
        return predictor.modelSha256();
    }

    @Override
    public Signature signature() {
        return predictor.signature();
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(List<Map<String, @Nullable Object>> asked) {
        List<Map<String, @Nullable Object>> predictions = predictor.predict(asked);
        synchronized (records) {
            for (int i = 0; i < asked.size() && records.size() < limit; i++) {
                records.add(asked.get(i));
            }
        }
        return predictions;
    }

    /// The first records that were answered.
    public List<Map<String, @Nullable Object>> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }
}
