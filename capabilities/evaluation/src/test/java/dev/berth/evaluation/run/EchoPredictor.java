package dev.berth.evaluation.run;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Predictor whose output is one of its inputs, as it stands in the data; a missing one is NaN.
/// Counts its requests.
final class EchoPredictor implements RecordPredictor {
    static final String INPUT = "given";
    static final String OUTPUT = "score";

    private static final Dimension BATCH = new Dimension.Dynamic("N");

    private final Signature signature;
    private final Function<Map<String, @Nullable Object>, Map<String, @Nullable Object>> answer;
    private final AtomicInteger requests = new AtomicInteger();

    private EchoPredictor(
            Signature signature,
            Function<Map<String, @Nullable Object>, Map<String, @Nullable Object>> answer) {
        this.signature = signature;
        this.answer = answer;
    }

    /// Of single numbers.
    static EchoPredictor ofNumbers() {
        return ofShape(DeclaredShape.of(BATCH));
    }

    /// Of lists of numbers.
    static EchoPredictor ofLists(int size) {
        return ofShape(DeclaredShape.of(BATCH, new Dimension.Fixed(size)));
    }

    private static EchoPredictor ofShape(DeclaredShape shape) {
        return new EchoPredictor(
                new Signature(
                        Optional.of("N"),
                        List.of(Field.of(INPUT, ElementType.FLOAT64, shape)),
                        List.of(Field.of(OUTPUT, ElementType.FLOAT64, shape))),
                EchoPredictor::echo);
    }

    /// Of single numbers, with an answer of its own.
    static EchoPredictor answering(
            Function<Map<String, @Nullable Object>, Map<String, @Nullable Object>> answer) {
        return new EchoPredictor(ofNumbers().signature, answer);
    }

    /// The answer of a plain echo.
    static Map<String, @Nullable Object> echo(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> prediction = new HashMap<>();
        Object given = record.get(INPUT);
        prediction.put(OUTPUT, given == null ? Double.NaN : given);
        return prediction;
    }

    int requests() {
        return requests.get();
    }

    @Override
    public Subject subject() {
        return new Subject(Subject.Kind.MODEL, "echo", "1");
    }

    @Override
    public String modelSha256() {
        return "";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records) {
        requests.incrementAndGet();
        List<Map<String, @Nullable Object>> predictions = new ArrayList<>();
        for (Map<String, @Nullable Object> record : records) {
            predictions.add(new LinkedHashMap<>(answer.apply(record)));
        }
        return Collections.unmodifiableList(predictions);
    }
}
