package dev.berth.encoding.expression;

import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evaluates an expression for each row.
final class CelStep implements Step {
    private final Expression expression;
    private final TensorSpec into;
    private final long[] recordSizes;
    private final StepContext context;
    private final BatchLayout rows;

    private CelStep(
            Expression expression, TensorSpec into, long[] recordSizes, StepContext context) {
        this.expression = expression;
        this.into = into;
        this.recordSizes = recordSizes;
        this.context = context;
        this.rows = BatchLayout.of(context);
    }

    static Step create(Options options, StepContext context) {
        String text = options.requireText("expression");
        String into = options.requireText("into");
        boolean hasType = options.has("type");
        ElementType type = options.choice("type", ElementType.FLOAT64);
        List<Long> sizes = readSizes(options);
        options.requireValid();
        var expression = compile(options, text, context);
        CelType result = expression.resultType();
        boolean isList = result.kind() == CelKind.LIST;
        if (isList != !sizes.isEmpty() && result.kind() != CelKind.DYN) {
            options.mistake(
                    "shape",
                    sizes + " for an expression that gives " + result.name(),
                    isList ? "the sizes of the list" : "no sizes");
        }
        ElementType chosen = hasType ? type : expression.elementType();
        if (!expression.gives(chosen)) {
            options.mistake(
                    "type",
                    chosen + " for an expression that gives " + result.name(),
                    CelValues.expected(chosen));
        }
        options.requireValid();
        Dimension[] dimensions = sizes.stream().map(Dimension::fixed).toArray(Dimension[]::new);
        var spec = new TensorSpec(into, chosen, BatchLayout.of(context).dimensions(dimensions));
        long[] record = sizes.stream().mapToLong(Long::longValue).toArray();
        return new CelStep(expression, spec, record, context);
    }

    private static Expression compile(Options options, String text, StepContext context) {
        try {
            return Expression.compile(
                    text, Variable.of(context.tensors()), BatchLayout.of(context));
        } catch (Expression.UncompilableException failure) {
            options.mistake(
                    "expression",
                    "'" + SanitizedText.of(text) + "': " + failure.getMessage(),
                    "an expression over "
                            + Variable.of(context.tensors()).stream().map(Variable::name).toList());
            throw options.refusal();
        }
    }

    private static List<Long> readSizes(Options options) {
        List<Long> sizes = new ArrayList<>();
        for (double size : options.numbers("shape")) {
            sizes.add((long) size);
            if (size < 1 || size > Integer.MAX_VALUE || size != Math.rint(size)) {
                options.mistake("shape", String.valueOf(size), "whole numbers from 1 on");
            }
        }
        return sizes;
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Optional<Tensor> first = expression.inputs().stream().findFirst().flatMap(tensors::find);
        int count = first.map(rows::count).orElseGet(() -> countAny(tensors));
        Tensor output =
                Tensor.allocate(context.pool(), into.type(), rows.shape(count, recordSizes));
        tensors.put(into.name(), output);
        int perRow = 1;
        for (long size : recordSizes) {
            perRow *= (int) size;
        }
        var elements = new ArrayList<Object>(perRow);
        var work = new ExpressionWork();
        for (int row = 0; row < count; row++) {
            elements.clear();
            try {
                flatten(expression.evaluate(tensors::require, row, work), 0, elements);
                for (int i = 0; i < perRow; i++) {
                    CelValues.write(elements.get(i), output, row * perRow + i);
                }
            } catch (Expression.FailedException | IllegalArgumentException failure) {
                throw rows.failure(
                        "cel",
                        row,
                        "'"
                                + SanitizedText.of(expression.text())
                                + "' failed: "
                                + SanitizedText.of(String.valueOf(failure.getMessage())),
                        "send values for which the expression is defined");
            }
        }
    }

    /// A constant has as many rows as whatever else there is.
    private int countAny(NamedTensors tensors) {
        return tensors.count() == 0 ? 1 : rows.count(tensors.tensor(0));
    }

    private void flatten(Object value, int depth, List<Object> elements) {
        if (depth == recordSizes.length) {
            elements.add(value);
            return;
        }
        if (!(value instanceof List<?> list) || list.size() != recordSizes[depth]) {
            String found = value instanceof List<?> list ? list.size() + " elements" : "no list";
            throw new IllegalArgumentException(
                    found + " (expected: a list of " + recordSizes[depth] + ")");
        }
        for (Object element : list) {
            flatten(element, depth + 1, elements);
        }
    }
}
