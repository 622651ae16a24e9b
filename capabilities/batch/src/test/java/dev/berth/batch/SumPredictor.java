package dev.berth.batch;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Predictor of the sum of two numbers, and of the two as a list. Fails as a whole after some
/// requests; refuses a record whose sum is negative.
final class SumPredictor implements RecordPredictor {
    private static final Dimension BATCH = new Dimension.Dynamic("N");

    private static final Signature SIGNATURE =
            new Signature(
                    Optional.of("N"),
                    List.of(
                            Field.of("a", ElementType.INT64, DeclaredShape.of(BATCH)),
                            Field.of("b", ElementType.FLOAT64, DeclaredShape.of(BATCH))),
                    List.of(
                            Field.of("sum", ElementType.FLOAT64, DeclaredShape.of(BATCH)),
                            Field.of(
                                    "both",
                                    ElementType.FLOAT32,
                                    DeclaredShape.of(BATCH, new Dimension.Fixed(2)))));

    private final String sha256;
    private final int requestsMax;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger largestRequest = new AtomicInteger();
    private volatile OptionalInt queueRows = OptionalInt.empty();
    private volatile int replacedAfter = Integer.MAX_VALUE;

    SumPredictor(String sha256, int requestsMax) {
        this.sha256 = sha256;
        this.requestsMax = requestsMax;
    }

    int requests() {
        return requests.get();
    }

    /// Records of the largest request.
    int largestRequest() {
        return largestRequest.get();
    }

    @Override
    public Subject subject() {
        return new Subject(Subject.Kind.MODEL, "sum", "1");
    }

    @Override
    public String currentVersion() {
        return requests.get() > replacedAfter ? "2" : "1";
    }

    /// Another version answers after some requests.
    SumPredictor replacedAfter(int count) {
        replacedAfter = count;
        return this;
    }

    /// A queue that takes so many rows.
    SumPredictor queueOf(int rows) {
        queueRows = OptionalInt.of(rows);
        return this;
    }

    @Override
    public OptionalInt rowsInFlightMax() {
        return queueRows;
    }

    @Override
    public String modelSha256() {
        return sha256;
    }

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records) {
        largestRequest.accumulateAndGet(records.size(), Math::max);
        if (requests.incrementAndGet() > requestsMax) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_READY, "the process was stopped", "start it");
        }
        List<Map<String, @Nullable Object>> answers = new ArrayList<>();
        for (Map<String, @Nullable Object> record : records) {
            double a = number(record.get("a"));
            double b = number(record.get("b"));
            if (a + b < 0) {
                throw new ProblemException(
                        ProblemCode.VALUE_INVALID, "a negative sum", "send other numbers");
            }
            answers.add(Map.of("sum", a + b, "both", List.of((float) a, (float) b)));
        }
        return answers;
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
