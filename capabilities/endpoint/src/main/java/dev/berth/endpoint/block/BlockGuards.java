package dev.berth.endpoint.block;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.GuardedExecution;
import dev.berth.expression.Expression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Guards on the rows of a block: conditions by row, the action for the rows for which they hold.
///
/// @param plan whose guards they are
record BlockGuards(CompiledEndpoint plan, BlockValues values) {

    /// Evaluates guards in their order.
    void passAll(List<CompiledGuard> guards) {
        guards.forEach(this::pass);
    }

    private void pass(CompiledGuard guard) {
        RowSet live = values.live();
        if (live.isEmpty()) {
            return;
        }
        var block = new WholeBlock(values);
        Optional<BlockExpressions.RowTest> rule =
                guard.when()
                        .map(
                                when ->
                                        new BlockExpressions(values)
                                                .condition(when, values::referred));
        RowSet concerned =
                live.where(
                        row ->
                                rule.isPresent()
                                        ? holds(guard, rule.get(), row)
                                        : guard.action().concerns(block, row));
        guard.action().skip(block);
        Map<Integer, Map<Integer, Tensor>> changed = new HashMap<>();
        try {
            for (int i = 0; i < concerned.count(); i++) {
                act(guard, concerned.at(i), changed);
            }
            changed.forEach(this::replace);
        } finally {
            changed.values().forEach(rows -> rows.values().forEach(Tensor::close));
        }
    }

    /// Whether a rule holds for a row; one for which it is not defined is left, unless the guard is
    /// ignored then.
    private boolean holds(CompiledGuard guard, BlockExpressions.RowTest rule, int row) {
        try {
            return rule.holds(row);
        } catch (Expression.FailedException e) {
            onFailed(guard, row, e);
            return false;
        }
    }

    private void onFailed(CompiledGuard guard, int row, Exception failure) {
        if (!guard.isFailOpen() || isExcess(failure) || isExcess(failure.getCause())) {
            values.leave(row);
        }
    }

    private static boolean isExcess(@Nullable Throwable failure) {
        return failure instanceof Expression.FailedException failed && failed.isExcess();
    }

    private void act(CompiledGuard guard, int row, Map<Integer, Map<Integer, Tensor>> changed) {
        try (var execution = new RowGuardExecution(plan, values, row)) {
            try {
                var _ = guard.action().apply(execution);
            } catch (Expression.FailedException | ProblemException e) {
                onFailed(guard, row, e);
                return;
            }
            if (execution.isLeft()) {
                values.leave(row);
                return;
            }
            if (execution.isActivated()) {
                values.annotate(row, List.of("guard:" + guard.name()));
            }
            List<Tensor> answer = execution.takeAnswer();
            if (answer != null) {
                values.answer(row, answer);
                return;
            }
            execution
                    .takeChanged()
                    .forEach(
                            (slot, value) ->
                                    changed.computeIfAbsent(slot, any -> new HashMap<>())
                                            .put(row, value));
        }
    }

    /// Puts the values of some rows in the place of those that the block has; rows of another shape
    /// are left.
    private void replace(int slot, Map<Integer, Tensor> rows) {
        Tensor before = values.at(slot);
        Tensor after = BlockTensors.copyOf(before, values.pool());
        rows.forEach(
                (row, value) -> {
                    if (value.type() == after.type() && value.shape().sameRows(after.shape())) {
                        BlockTensors.scatterInto(value, RowSet.single(row), after);
                    } else {
                        values.leave(row);
                    }
                });
        values.put(slot, after);
    }

    /// All rows at once, for what an action does without a condition.
    private record WholeBlock(BlockValues values) implements GuardedExecution {
        @Override
        public TensorPool pool() {
            return values.pool();
        }

        @Override
        public Tensor at(int slot) {
            return values.at(slot);
        }

        @Override
        public void put(int slot, Tensor value) {
            values.put(slot, value);
        }

        @Override
        public List<Tensor> evaluateAll(List<CompiledOperation.Computed> computed) {
            throw ofRows();
        }

        @Override
        public boolean holds(Expression rule, NamedTensors own) {
            throw ofRows();
        }

        @Override
        public void activated() {
            throw ofRows();
        }

        @Override
        public void omitted(int elements) {
            throw ofRows();
        }

        @Override
        public void fail(ProblemCode code, String message, String remedy) {
            throw ofRows();
        }

        @Override
        public void fallBack(ProblemCode code, String message, String remedy) {
            throw ofRows();
        }

        @Override
        public void answer(List<CompiledOperation.Computed> computed) {
            throw ofRows();
        }

        private static IllegalStateException ofRows() {
            return new IllegalStateException("an action of a row for a whole block");
        }
    }
}
