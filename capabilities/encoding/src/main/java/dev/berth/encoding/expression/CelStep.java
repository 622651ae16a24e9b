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
import dev.berth.expression.Expression;
import dev.berth.expression.ExpressionWork;
import dev.berth.expression.RowValues;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evaluates an expression for each row.
final class CelStep implements Step {
    private final Expression expression;
    private final TensorSpec into;
    private final List<Long> recordSizes;
    private final StepContext context;
    private final BatchLayout rows;

    private CelStep(
            Expression expression, TensorSpec into, List<Long> recordSizes, StepContext context) {
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
        boolean isList = expression.rank() > 0;
        if (isList != !sizes.isEmpty() && !expression.isDynamic()) {
            options.error(
                    "shape",
                    sizes + " for an expression that gives " + expression.resultName(),
                    isList ? "the sizes of the list" : "no sizes");
        }
        ElementType chosen = hasType ? type : expression.elementType();
        if (!expression.gives(chosen)) {
            options.error(
                    "type",
                    chosen + " for an expression that gives " + expression.resultName(),
                    Expression.expected(chosen));
        }
        options.requireValid();
        Dimension[] dimensions = sizes.stream().map(Dimension::fixed).toArray(Dimension[]::new);
        var spec = new TensorSpec(into, chosen, BatchLayout.of(context).dimensions(dimensions));
        return new CelStep(expression, spec, List.copyOf(sizes), context);
    }

    private static Expression compile(Options options, String text, StepContext context) {
        try {
            return Expression.compile(
                    text, Variable.of(context.tensors()), context.batchDimension());
        } catch (Expression.UncompilableException failure) {
            options.error(
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
                options.error("shape", String.valueOf(size), "whole numbers from 1 on");
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
        long[] sizes = recordSizes.stream().mapToLong(Long::longValue).toArray();
        Tensor output = Tensor.allocate(context.pool(), into.type(), rows.shape(count, sizes));
        tensors.put(into.name(), output);
        var work = new ExpressionWork();
        for (int row = 0; row < count; row++) {
            try {
                Object value = expression.evaluate(tensors::require, row, work);
                RowValues.write(value, recordSizes, output, row);
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
}
