package dev.berth.batch.kafka;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Predictor `y = 2 x` that refuses what is no number, or negative.
final class DoublePredictor implements RecordPredictor {
    private static final Dimension BATCH = new Dimension.Dynamic("N");

    private static final Signature SIGNATURE =
            new Signature(
                    Optional.of("N"),
                    List.of(Field.of("x", ElementType.FLOAT64, DeclaredShape.of(BATCH))),
                    List.of(Field.of("y", ElementType.FLOAT64, DeclaredShape.of(BATCH))));

    private final Runnable before;
    private volatile String version = "1";

    DoublePredictor() {
        this(() -> {});
    }

    /// @param before called before each prediction
    DoublePredictor(Runnable before) {
        this.before = before;
    }

    void replace() {
        version = "2";
    }

    @Override
    public Subject subject() {
        return new Subject(Subject.Kind.MODEL, "double", "1");
    }

    @Override
    public String currentVersion() {
        return version;
    }

    @Override
    public String modelSha256() {
        return "00ff";
    }

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records) {
        before.run();
        List<Map<String, @Nullable Object>> answers = new ArrayList<>();
        for (Map<String, @Nullable Object> record : records) {
            if (!(record.get("x") instanceof Number x) || x.doubleValue() < 0) {
                throw new ProblemException(
                        ProblemCode.VALUE_INVALID, "x: " + record.get("x"), "send a number");
            }
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("y", 2 * x.doubleValue());
            answers.add(answer);
        }
        return answers;
    }
}
