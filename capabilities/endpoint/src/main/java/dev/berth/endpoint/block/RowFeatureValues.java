package dev.berth.endpoint.block;

import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.execution.FeatureReadExecution;
import dev.berth.events.PredictionRecorder;
import dev.berth.expression.Expression;
import org.jspecify.annotations.Nullable;

/// The values of one row by which features are read.
final class RowFeatureValues implements FeatureReadExecution.Values, AutoCloseable {
    private final BlockValues values;
    private final int row;
    private final RowReader own;

    RowFeatureValues(BlockValues values, int row) {
        this.values = values;
        this.row = row;
        this.own = new RowReader(values, row);
    }

    @Override
    public TensorPool pool() {
        return values.pool();
    }

    @Override
    public Tensor at(int slot) {
        return own.at(slot);
    }

    @Override
    public Object evaluate(Expression expression) throws Expression.FailedException {
        return new BlockExpressions(values).evaluate(expression, row);
    }

    @Override
    public @Nullable PredictionRecorder recorder() {
        return null;
    }

    @Override
    public void close() {
        own.close();
    }
}
