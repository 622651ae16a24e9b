package dev.berth.encoding.table;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Writes each row's fields side by side.
final class VectorAssemblerStep implements Step {
    private final List<ColumnEncoder> columns;
    private final TensorSpec into;
    private final int width;
    private final BatchLayout rows;
    private final TensorPool pool;

    private VectorAssemblerStep(
            List<ColumnEncoder> columns, String into, ElementType type, StepContext context) {
        this.columns = List.copyOf(columns);
        this.width = columns.stream().mapToInt(ColumnEncoder::width).sum();
        this.rows = BatchLayout.of(context);
        this.into = new TensorSpec(into, type, rows.dimensions(Dimension.fixed(width)));
        this.pool = context.pool();
    }

    /// Treatment of a category that is not listed.
    private enum Unknown {
        ZERO,
        REJECT
    }

    /// The element types of features.
    private enum FeatureType {
        FLOAT32(ElementType.FLOAT32),
        FLOAT64(ElementType.FLOAT64);

        private final ElementType elements;

        FeatureType(ElementType elements) {
            this.elements = elements;
        }
    }

    static Step create(Options options, StepContext context) {
        String into = options.requireText("into");
        ElementType type = options.choice("type", FeatureType.FLOAT32).elements;
        List<ColumnEncoder> columns = new ArrayList<>();
        for (Options section : options.sections("columns")) {
            columns.add(read(section, context));
        }
        if (columns.isEmpty()) {
            options.error("columns", "empty", "at least one {field: NAME}");
        }
        options.requireValid();
        return new VectorAssemblerStep(columns, into, type, context);
    }

    private static ColumnEncoder read(Options options, StepContext context) {
        TensorSpec field = options.requireTensor("field");
        if (options.has("one-hot")) {
            return readCategories(options, field, context);
        }
        if (field.type().isVariable()) {
            options.error("field", "tensor " + field, "numbers, or 'one-hot' with categories");
        }
        double missing = options.has("missing") ? options.number("missing", 0) : Double.NaN;
        boolean log1p = options.flag("log1p", false);
        double offset = 0;
        double divisor = 1;
        if (options.has("scale")) {
            Options scale = options.section("scale");
            boolean isRange = scale.has("min") || scale.has("max");
            offset = scale.requireNumber(isRange ? "min" : "mean");
            divisor = isRange ? scale.requireNumber("max") - offset : scale.requireNumber("std");
            if (divisor == 0 || !Double.isFinite(divisor)) {
                options.error("scale", "a division by " + divisor, "a spread other than 0");
            }
        }
        return new ColumnEncoder.Numbers(
                field.name(), width(options, field, context), missing, log1p, offset, divisor);
    }

    private static ColumnEncoder readCategories(
            Options options, TensorSpec field, StepContext context) {
        List<String> names = options.texts("one-hot");
        if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
            options.error("one-hot", names.toString(), "categories, each once");
        }
        if (field.type().isFloating() || width(options, field, context) != 1) {
            options.error("field", "tensor " + field, "one text, whole number or boolean a record");
        }
        String missing = options.text("missing", "");
        if (options.has("missing") && !names.contains(missing)) {
            options.error("missing", "'" + missing + "'", "one of " + names);
        }
        Unknown unknown = options.choice("unknown", Unknown.ZERO);
        return new ColumnEncoder.Categories(
                field.name(), names, missing, unknown == Unknown.REJECT);
    }

    private static int width(Options options, TensorSpec field, StepContext context) {
        if (field.name().isEmpty()) {
            return 1;
        }
        Optional<Long> count = BatchLayout.of(context).record(field.shape()).elementCount();
        if (count.isEmpty()) {
            options.error("field", "tensor " + field, "a record of fixed size");
        }
        return count.orElse(1L).intValue();
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        List<Tensor> inputs = new ArrayList<>(columns.size());
        for (ColumnEncoder column : columns) {
            inputs.add(tensors.require(column.field()));
        }
        int count = rows.count(inputs.getFirst());
        Tensor features = Tensor.allocate(pool, into.type(), rows.shape(count, width));
        tensors.put(into.name(), features);
        var values = new double[width];
        for (int row = 0; row < count; row++) {
            int start = 0;
            for (int i = 0; i < inputs.size(); i++) {
                write(columns.get(i), inputs.get(i), row, values, start);
                start += columns.get(i).width();
            }
            for (int i = 0; i < width; i++) {
                features.setNumber(row * width + i, values[i]);
            }
        }
    }

    private void write(ColumnEncoder column, Tensor input, int row, double[] values, int start) {
        try {
            column.write(input, row, values, start);
        } catch (ColumnEncoder.UnknownCategoryException failure) {
            throw rows.failure(
                    "columns",
                    row,
                    String.valueOf(failure.getMessage()),
                    "send one of these, or set unknown: zero");
        }
    }
}
