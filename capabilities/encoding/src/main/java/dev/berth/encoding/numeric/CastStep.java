package dev.berth.encoding.numeric;

import dev.berth.core.SanitizedText;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The same values as another element type.
final class CastStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final BatchLayout rows;
    private final TensorPool pool;

    private CastStep(String from, TensorSpec into, BatchLayout rows, TensorPool pool) {
        this.from = from;
        this.into = into;
        this.rows = rows;
        this.pool = pool;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from");
        String into = options.requireText("into");
        options.requireText("type");
        ElementType type = options.choice("type", ElementType.FLOAT32);
        if (from.type() == ElementType.BYTES && !type.isVariable()) {
            options.error("from", "tensor " + from, "numbers, booleans or strings");
        }
        options.requireValid();
        return new CastStep(
                from.name(),
                new TensorSpec(into, type, from.shape()),
                BatchLayout.of(context),
                context.pool());
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        if (input.type() == into.type()) {
            tensors.put(into.name(), input.share());
            return;
        }
        if (input.type().isVariable() && into.type().isVariable()) {
            tensors.put(into.name(), input.as(into.type()));
            return;
        }
        Tensor output = Tensor.allocate(pool, into.type(), input.shape());
        tensors.put(into.name(), output);
        int count = (int) input.shape().elementCount();
        for (int i = 0; i < count; i++) {
            if (into.type().isVariable()) {
                output.setElement(i, written(input, i).getBytes(StandardCharsets.UTF_8));
            } else if (input.type().isVariable()) {
                read(input.text(i), output, i);
            } else if (isLong(input.type()) && isLong(into.type())) {
                output.data().putLong(i * Long.BYTES, input.data().getLong(i * Long.BYTES));
            } else {
                output.setNumber(i, input.number(i));
            }
        }
    }

    /// Whole numbers of 64 bits do not all survive as doubles.
    private static boolean isLong(ElementType type) {
        return type == ElementType.INT64 || type == ElementType.UINT64;
    }

    private static String written(Tensor input, int index) {
        return switch (input.type()) {
            case INT64 -> Long.toString(input.data().getLong(index * Long.BYTES));
            case UINT64 -> Long.toUnsignedString(input.data().getLong(index * Long.BYTES));
            case BOOL -> Boolean.toString(input.number(index) != 0);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                    Long.toString((long) input.number(index));
            case FLOAT16, BFLOAT16, FLOAT32 -> Float.toString((float) input.number(index));
            case FLOAT64 -> Double.toString(input.number(index));
            case STRING, BYTES -> throw new IllegalStateException("not a number");
        };
    }

    private void read(String text, Tensor output, int index) {
        String trimmed = text.strip();
        try {
            if (output.type() == ElementType.INT64) {
                output.data().putLong(index * Long.BYTES, Long.parseLong(trimmed));
            } else if (output.type() == ElementType.BOOL && isBoolean(trimmed)) {
                output.setNumber(index, trimmed.equals("true") ? 1 : 0);
            } else {
                output.setNumber(index, Double.parseDouble(trimmed));
            }
        } catch (NumberFormatException failure) {
            int perRow = (int) Math.max(1, output.shape().elementsPerRow());
            throw rows.failure(
                    "cast",
                    index / perRow,
                    "'" + SanitizedText.of(text) + "' (expected: " + output.type() + ")",
                    "send a number as text");
        }
    }

    private static boolean isBoolean(String text) {
        return text.equals("true") || text.equals("false");
    }
}
