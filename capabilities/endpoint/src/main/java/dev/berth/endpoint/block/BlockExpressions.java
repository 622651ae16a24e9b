package dev.berth.endpoint.block;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.execution.RowTensors;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.expression.Expression;
import dev.berth.expression.RowCondition;
import dev.berth.expression.RowValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Evaluation of expressions for rows of a block. A row for which one is not defined is left.
///
/// @param values of the block
record BlockExpressions(BlockValues values) {

    /// Value of an expression for a row.
    interface RowExpression {
        Object evaluate(int row) throws Expression.FailedException;
    }

    /// Condition on a row.
    interface RowTest {
        boolean holds(int row) throws Expression.FailedException;
    }

    /// A condition for rows of the block: by its comparisons of numbers where it is made of such,
    /// and by its evaluation otherwise.
    ///
    /// @param tensors that it reads
    RowTest condition(Expression expression, Expression.Tensors tensors) {
        RowTest evaluated =
                row -> Boolean.TRUE.equals(expression.evaluate(tensors, row, values.work(row)));
        Optional<RowCondition> comparison = expression.rowCondition(tensors);
        if (comparison.isEmpty()) {
            return evaluated;
        }
        RowCondition condition = comparison.get();
        return row ->
                switch (condition.test(row)) {
                    case TRUE -> true;
                    case FALSE -> false;
                    case UNKNOWN -> evaluated.holds(row);
                };
    }

    /// Values of rows.
    ///
    /// @param rows that have one
    /// @param tensor theirs, in the order of the rows; null if there are none
    record Evaluated(RowSet rows, @Nullable Tensor tensor) {}

    Object evaluate(Expression expression, int row) throws Expression.FailedException {
        return expression.evaluate(values::referred, row, values.work(row));
    }

    /// The values of a computed field for all live rows, into its slot.
    void compute(CompiledOperation.Computed computed) {
        RowSet live = values.live();
        Evaluated evaluated =
                evaluate(
                        live, row -> evaluate(computed.expression(), row), computed.field().type());
        Tensor tensor = evaluated.tensor();
        if (tensor == null) {
            return;
        }
        Tensor ranked = RowTensors.ofRank(computed.field().shape(), tensor, values.pool());
        try (ranked) {
            if (computed.field().shape().accepts(ranked.shape())) {
                values.put(
                        computed.slot(),
                        BlockTensors.scatter(
                                ranked, evaluated.rows(), values.rows(), values.pool()));
            } else {
                values.leave(evaluated.rows());
            }
        }
    }

    /// The value of a computed field for a row, which the caller closes.
    ///
    /// @throws ProblemException `pipeline-step-failed` if it has none
    Tensor compute(CompiledOperation.Computed computed, int row) {
        TensorPool pool = values.pool();
        Tensor tensor;
        try {
            Object value = evaluate(computed.expression(), row);
            tensor =
                    RowTensors.ofRank(
                            computed.field().shape(),
                            RowValues.toTensor(List.of(value), computed.field().type(), pool),
                            pool);
        } catch (Expression.FailedException | IllegalArgumentException e) {
            throw undefined(computed.name());
        }
        if (!computed.field().shape().accepts(tensor.shape())) {
            tensor.close();
            throw undefined(computed.name());
        }
        return tensor;
    }

    /// The values of computed fields for a row, or none of them, which the caller closes.
    ///
    /// @throws ProblemException `pipeline-step-failed` if one has none
    List<Tensor> computeAll(List<CompiledOperation.Computed> computed, int row) {
        List<Tensor> all = new ArrayList<>(computed.size());
        try {
            computed.forEach(each -> all.add(compute(each, row)));
            return all;
        } catch (RuntimeException | Error e) {
            all.forEach(Tensor::close);
            throw e;
        }
    }

    /// Never a message to a caller, as the record of the row has it.
    private static ProblemException undefined(String name) {
        return new ProblemException(
                ProblemCode.PIPELINE_STEP_FAILED,
                name + " has no value for this record (expected: one)",
                "send values for which the expression is defined");
    }

    /// The values of an expression for rows; those that have none are left, as are those whose
    /// lists have other sizes than those of the first.
    Evaluated evaluate(RowSet rows, RowExpression expression, ElementType type) {
        List<Object> objects = new ArrayList<>(rows.count());
        for (int i = 0; i < rows.count(); i++) {
            int row = rows.at(i);
            try {
                objects.add(expression.evaluate(row));
            } catch (Expression.FailedException | ProblemException e) {
                values.leave(row);
            }
        }
        RowSet defined = objects.size() == rows.count() ? rows : rows.where(values::isLive);
        if (defined.isEmpty()) {
            return new Evaluated(defined, null);
        }
        try {
            return new Evaluated(defined, RowValues.toTensor(objects, type, values.pool()));
        } catch (IllegalArgumentException e) {
            return oneByOne(defined, objects, type);
        }
    }

    private Evaluated oneByOne(RowSet rows, List<Object> objects, ElementType type) {
        List<Object> fitting = new ArrayList<>(rows.count());
        Shape first = null;
        for (int i = 0; i < rows.count(); i++) {
            try (Tensor one = RowValues.toTensor(List.of(objects.get(i)), type, values.pool())) {
                if (first == null) {
                    first = one.shape();
                }
                if (one.shape().equals(first)) {
                    fitting.add(objects.get(i));
                } else {
                    values.leave(rows.at(i));
                }
            } catch (IllegalArgumentException e) {
                values.leave(rows.at(i));
            }
        }
        RowSet left = rows.where(values::isLive);
        return new Evaluated(
                left, left.isEmpty() ? null : RowValues.toTensor(fitting, type, values.pool()));
    }
}
