package dev.berth.endpoint.block;

import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.block.BlockExpressions.Evaluated;
import dev.berth.endpoint.graph.Binding;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.expression.Expression;
import dev.berth.expression.RowValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Inputs of one call for many rows of a block.
///
/// @param elements of each row over which the step fans out; 1 without
record CallInputColumns(BlockValues values, CompiledStep step, BoundCallee callee, int elements) {

    /// The inputs for the rows that have them; others are left. Empty if no row has.
    Optional<RowOutputs> of(RowSet rows) {
        RowSet defined = rows;
        List<Evaluated> evaluated = new ArrayList<>();
        try {
            for (Binding binding : callee.bindings()) {
                Evaluated input = bound(binding, defined);
                evaluated.add(input);
                defined = input.rows();
                if (input.tensor() == null) {
                    return Optional.empty();
                }
            }
            return defined.isEmpty() ? Optional.empty() : together(evaluated, defined);
        } finally {
            for (Evaluated each : evaluated) {
                Tensor tensor = each.tensor();
                if (tensor != null) {
                    tensor.close();
                }
            }
        }
    }

    /// Inputs of the rows that have all of them.
    private Optional<RowOutputs> together(List<Evaluated> evaluated, RowSet rows) {
        Signature signature = callee.signature();
        var inputs = new NamedTensors();
        try {
            for (int i = 0; i < evaluated.size(); i++) {
                String name = callee.bindings().get(i).input();
                Tensor tensor = gather(evaluated.get(i), rows);
                inputs.put(name, tensor);
                Shape record = tensor.shape().withoutLeading();
                if (!signature
                        .recordShape(signature.findInput(name).orElseThrow())
                        .accepts(record)) {
                    values.leave(rows);
                    inputs.close();
                    return Optional.empty();
                }
            }
            if (signature.isBatched()) {
                fillFallbacks(signature, inputs, rows.count() * elements);
            }
            return Optional.of(new RowOutputs(rows, inputs));
        } catch (RuntimeException | Error e) {
            inputs.close();
            throw e;
        }
    }

    private void fillFallbacks(Signature signature, NamedTensors inputs, int count) {
        if (inputs.count() > 0) {
            MapRecordCodec.fillFallbacks(signature, inputs, values.pool());
            return;
        }
        // Without bindings there is no input that says how many rows there are.
        try (var one = new NamedTensors()) {
            MapRecordCodec.fillFallbacks(signature, one, values.pool());
            for (int i = 0; i < one.count(); i++) {
                inputs.put(one.name(i), BlockTensors.repeat(one.tensor(i), count, values.pool()));
            }
        }
    }

    private Tensor gather(Evaluated evaluated, RowSet rows) {
        Tensor tensor = Objects.requireNonNull(evaluated.tensor());
        RowSet indexes = evaluated.rows().indexesOf(rows);
        return BlockTensors.gather(tensor, indexes, elements, values.pool());
    }

    private Evaluated bound(Binding binding, RowSet rows) {
        return switch (binding) {
            case Binding.OfValue(var input, var type, int slot) -> {
                try (Tensor some = BlockTensors.gather(values.at(slot), rows, values.pool());
                        Tensor repeated = BlockTensors.repeat(some, elements, values.pool())) {
                    yield new Evaluated(
                            rows, repeated.type() == type ? repeated.share() : repeated.as(type));
                }
            }
            case Binding.OfElements(var input, var type) -> {
                try (Tensor lists = BlockTensors.gather(list(), rows, values.pool());
                        Tensor each = BlockTensors.elements(lists)) {
                    yield new Evaluated(rows, each.type() == type ? each.share() : each.as(type));
                }
            }
            case Binding.OfExpression expression ->
                    expression.readsElement()
                            ? ofElements(expression, rows)
                            : ofRecords(expression, rows);
        };
    }

    private Tensor list() {
        return values.at(step.fanOut().orElseThrow().list().slot());
    }

    private Evaluated ofRecords(Binding.OfExpression binding, RowSet rows) {
        var expressions = new BlockExpressions(values);
        Evaluated evaluated =
                expressions.evaluate(
                        rows,
                        row -> expressions.evaluate(binding.expression(), row),
                        binding.type());
        Tensor tensor = evaluated.tensor();
        if (tensor == null) {
            return evaluated;
        }
        try (tensor) {
            return new Evaluated(
                    evaluated.rows(), BlockTensors.repeat(tensor, elements, values.pool()));
        }
    }

    /// The values for all elements of all rows.
    private Evaluated ofElements(Binding.OfExpression binding, RowSet rows) {
        String variable = step.fanOut().orElseThrow().variable();
        List<Object> objects = new ArrayList<>(rows.count() * elements);
        try (Tensor all = BlockTensors.elements(list())) {
            for (int i = 0; i < rows.count(); i++) {
                addElements(binding.expression(), variable, all, rows.at(i), objects);
            }
        }
        RowSet defined = rows.where(values::isLive);
        if (defined.isEmpty()) {
            return new Evaluated(defined, null);
        }
        return new Evaluated(defined, tensor(objects, binding, defined));
    }

    /// Adds the values of a row, or none and leaves it.
    private void addElements(
            Expression expression, String variable, Tensor all, int row, List<Object> objects) {
        int before = objects.size();
        for (int element = 0; element < elements; element++) {
            try (Tensor one = all.slice(row * elements + element, 1);
                    var own = new RowReader(values, row)) {
                objects.add(
                        expression.evaluate(
                                name -> name.equals(variable) ? one : own.read(name),
                                0,
                                values.work(row)));
            } catch (Expression.FailedException e) {
                objects.subList(before, objects.size()).clear();
                values.leave(row);
                return;
            }
        }
    }

    private @Nullable Tensor tensor(
            List<Object> objects, Binding.OfExpression binding, RowSet rows) {
        try {
            return RowValues.toTensor(objects, binding.type(), values.pool());
        } catch (IllegalArgumentException e) {
            values.leave(rows);
            return null;
        }
    }
}
