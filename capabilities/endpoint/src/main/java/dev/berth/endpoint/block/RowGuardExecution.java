package dev.berth.endpoint.block;

import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.execution.ObjectListCheck;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.GuardedExecution;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row of a block as the action of a guard sees it. What it changes is kept here until the
/// action is done.
final class RowGuardExecution implements GuardedExecution, AutoCloseable {
    private final CompiledEndpoint plan;
    private final BlockValues values;
    private final BlockExpressions expressions;
    private final int row;
    private final RowReader own;
    private final Map<Integer, Tensor> changed = new LinkedHashMap<>();
    private @Nullable List<Tensor> answer;
    private boolean isActivated;
    private boolean isLeft;

    RowGuardExecution(CompiledEndpoint plan, BlockValues values, int row) {
        this.plan = plan;
        this.values = values;
        this.expressions = new BlockExpressions(values);
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
    public void put(int slot, Tensor value) {
        Tensor before = changed.put(slot, value);
        if (before != null) {
            before.close();
        }
    }

    @Override
    public List<Tensor> evaluateAll(List<CompiledOperation.Computed> computed) {
        return expressions.computeAll(computed, row);
    }

    @Override
    public boolean holds(Expression rule, NamedTensors elements) throws Expression.FailedException {
        return Boolean.TRUE.equals(
                rule.evaluate(
                        name -> elements.find(name).orElseGet(() -> own.read(name)),
                        0,
                        values.work(row)));
    }

    @Override
    public void activated() {
        isActivated = true;
    }

    @Override
    public void omitted(int elements) {
        // For listeners, of which a block has none.
    }

    @Override
    public void fail(ProblemCode code, String message, String remedy) {
        isLeft = true;
    }

    @Override
    public void fallBack(ProblemCode code, String message, String remedy) {
        isLeft = true;
    }

    @Override
    public void answer(List<CompiledOperation.Computed> computed) {
        List<Tensor> evaluated = evaluateAll(computed);
        try {
            ObjectListCheck.requireAgreement(plan.signature(), evaluated);
        } catch (RuntimeException | Error e) {
            evaluated.forEach(Tensor::close);
            throw e;
        }
        activated();
        answer = evaluated;
    }

    boolean isActivated() {
        return isActivated;
    }

    /// Whether the row cannot be answered here.
    boolean isLeft() {
        return isLeft;
    }

    /// The answer that ends the row, which the caller takes over; null if there is none.
    @Nullable List<Tensor> takeAnswer() {
        List<Tensor> taken = answer;
        answer = null;
        return taken;
    }

    /// What was put, by slot, which the caller takes over.
    Map<Integer, Tensor> takeChanged() {
        Map<Integer, Tensor> taken = new LinkedHashMap<>(changed);
        changed.clear();
        return taken;
    }

    @Override
    public void close() {
        own.close();
        List<Tensor> held = new ArrayList<>(changed.values());
        if (answer != null) {
            held.addAll(answer);
        }
        held.forEach(Tensor::close);
    }
}
