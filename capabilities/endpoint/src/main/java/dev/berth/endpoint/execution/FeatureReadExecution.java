package dev.berth.endpoint.execution;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.events.PredictionRecorder;
import dev.berth.events.UsedFeature;
import dev.berth.expression.Expression;
import dev.berth.expression.RowValues;
import dev.berth.features.online.FeatureValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Read of the features of one step for one record.
public final class FeatureReadExecution {
    private final Values run;
    private final CompiledStep step;
    private final CompiledOperation.Features features;

    /// The values of the record.
    public interface Values {
        TensorPool pool();

        /// The value of a slot, which stays the record's.
        Tensor at(int slot);

        Object evaluate(Expression expression) throws Expression.FailedException;

        /// What records the features that are read; null if nothing does.
        @Nullable PredictionRecorder recorder();
    }

    public FeatureReadExecution(
            Values run, CompiledStep step, CompiledOperation.Features features) {
        this.run = run;
        this.step = step;
        this.features = features;
    }

    /// Whether values of this shape are one element each.
    public static boolean isSingle(DeclaredShape shape) {
        return shape.list().stream()
                .skip(1)
                .allMatch(
                        dimension -> dimension instanceof Dimension.Fixed(long size) && size == 1);
    }

    /// Reads. May block for the store if reads are not quick.
    ///
    /// @return the values of the step's outputs, which the caller closes or puts
    /// @throws ProblemException `record-invalid` or `pipeline-step-failed` if the record lacks a
    ///   key or input, or a required feature is missing; `online-store-unavailable`
    public List<Tensor> readAll() {
        Map<String, @Nullable Object> fields = HashMap.newHashMap(features.fields().size());
        for (CompiledOperation.Features.Bound field : features.fields()) {
            fields.put(field.name(), operand(field.operand()));
        }
        Optional<Instant> asOf =
                features.asOf().isPresent()
                        ? Optional.of(instant(operand(features.asOf().get())))
                        : Optional.empty();
        List<FeatureValue> values = features.prepared().read(fields, asOf);
        PredictionRecorder recorder = run.recorder();
        if (recorder != null && recorder.recordsFeatures()) {
            recorder.used(used(values));
        }
        List<Tensor> read = new ArrayList<>(values.size());
        try {
            for (int i = 0; i < values.size(); i++) {
                Tensor sent = sent(i);
                read.add(
                        sent != null ? sent.share() : tensor(step.outputs().get(i), values.get(i)));
            }
            return read;
        } catch (RuntimeException | Error e) {
            read.forEach(Tensor::close);
            throw e;
        }
    }

    private List<UsedFeature> used(List<FeatureValue> values) {
        List<UsedFeature> used = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            FeatureReference feature = features.references().get(i);
            FeatureValue value = values.get(i);
            used.add(
                    sent(i) != null
                            ? new UsedFeature(feature, null, UsedFeature.SENT)
                            : new UsedFeature(
                                    feature,
                                    value.value(),
                                    value.status().name().toLowerCase(Locale.ROOT)));
        }
        return used;
    }

    /// What the caller sent in place of a feature; null if nothing.
    private @Nullable Tensor sent(int index) {
        Optional<Integer> slot = features.sent().get(index);
        if (slot.isEmpty()) {
            return null;
        }
        Tensor tensor = run.at(slot.get());
        return tensor.shape().elementCount() > 0 && !Double.isNaN(tensor.number(0)) ? tensor : null;
    }

    private Object operand(CompiledOperation.Features.Operand operand) {
        return switch (operand) {
            case CompiledOperation.Features.Operand.Slot(int slot) -> element(run.at(slot));
            case CompiledOperation.Features.Operand.Computed(Expression expression) -> {
                try {
                    yield run.evaluate(expression);
                } catch (Expression.FailedException e) {
                    throw new ProblemException(
                            ProblemCode.PIPELINE_STEP_FAILED,
                            "'" + expression.text() + "' failed: " + e.getMessage(),
                            "send values for which the expression is defined");
                }
            }
        };
    }

    private static Object element(Tensor tensor) {
        return switch (tensor.type()) {
            case STRING -> tensor.text(0);
            case BYTES -> tensor.element(0).clone();
            case BOOL -> tensor.number(0) != 0;
            case INT64, UINT64 -> tensor.data().getLong(0);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> (long) tensor.number(0);
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> tensor.number(0);
        };
    }

    private static Instant instant(Object value) {
        try {
            return switch (value) {
                case Long micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
                case Instant instant -> instant;
                default -> Instant.parse(String.valueOf(value));
            };
        } catch (DateTimeException unreadable) {
            throw new ProblemException(
                    ProblemCode.VALUE_INVALID,
                    "the instant '"
                            + SanitizedText.of(String.valueOf(value))
                            + "' (expected: as in 2026-11-27T12:00:00Z, or microseconds since 1970)",
                    "send it in one of these forms");
        }
    }

    private Tensor tensor(GraphValue output, FeatureValue read) {
        Object value = read.value();
        if (value == null) {
            if (!output.field().type().isFloating() || !isSingle(output.field().shape())) {
                throw new ProblemException(
                        ProblemCode.PIPELINE_STEP_FAILED,
                        "feature '"
                                + CompiledStep.outputName(output)
                                + "' has no value for this record ("
                                + read.status()
                                + ") (expected: one, as it cannot be NaN)",
                        "give it a default in features/, or send the value");
            }
            value = Double.NaN;
        }
        Tensor row = RowValues.toTensor(List.of(plain(value)), output.field().type(), run.pool());
        if (row.shape().rank() == output.field().shape().rank()) {
            return row;
        }
        try (row) {
            return row.reshape(ofSingle(output.field().shape()));
        }
    }

    private static Shape ofSingle(DeclaredShape shape) {
        long[] sizes = new long[shape.rank()];
        Arrays.fill(sizes, 1);
        return Shape.of(sizes);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Float number -> number.doubleValue();
            case List<?> list -> {
                List<Object> plain = new ArrayList<>(list.size());
                list.forEach(each -> plain.add(plain(each)));
                yield plain;
            }
            default -> value;
        };
    }
}
