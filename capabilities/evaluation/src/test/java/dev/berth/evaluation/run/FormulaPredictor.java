package dev.berth.evaluation.run;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Predictor whose only output is a function of its inputs. Fails as a whole after some requests,
/// if it is to.
final class FormulaPredictor implements RecordPredictor {
    static final String OUTPUT = "score";

    private static final Dimension BATCH = new Dimension.Dynamic("N");

    private final Signature signature;
    private final Function<Map<String, @Nullable Object>, Object> formula;
    private final AtomicInteger requests = new AtomicInteger();
    private final int requestsMax;

    private FormulaPredictor(
            Signature signature,
            Function<Map<String, @Nullable Object>, Object> formula,
            int requestsMax) {
        this.signature = signature;
        this.formula = formula;
        this.requestsMax = requestsMax;
    }

    /// @param inputs types by name
    /// @param size of the output, a list; 0 for a single value
    static FormulaPredictor of(
            Map<String, ElementType> inputs,
            ElementType output,
            int size,
            Function<Map<String, @Nullable Object>, Object> formula) {
        List<Field> fields =
                inputs.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(
                                each ->
                                        Field.of(
                                                each.getKey(),
                                                each.getValue(),
                                                DeclaredShape.of(BATCH)))
                        .toList();
        DeclaredShape shape =
                size == 0
                        ? DeclaredShape.of(BATCH)
                        : DeclaredShape.of(BATCH, new Dimension.Fixed(size));
        return new FormulaPredictor(
                new Signature(Optional.of("N"), fields, List.of(Field.of(OUTPUT, output, shape))),
                formula,
                Integer.MAX_VALUE);
    }

    /// The same that fails after so many requests.
    FormulaPredictor failingAfter(int count) {
        return new FormulaPredictor(signature, formula, count);
    }

    @Override
    public Subject subject() {
        return new Subject(Subject.Kind.MODEL, "formula", "1");
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
        if (requests.incrementAndGet() > requestsMax) {
            throw new ProblemException(ProblemCode.INTERNAL_ERROR, "killed", "");
        }
        List<Map<String, @Nullable Object>> predictions = new ArrayList<>();
        for (Map<String, @Nullable Object> record : records) {
            Map<String, @Nullable Object> prediction = new HashMap<>();
            prediction.put(OUTPUT, formula.apply(record));
            predictions.add(prediction);
        }
        return predictions;
    }
}
