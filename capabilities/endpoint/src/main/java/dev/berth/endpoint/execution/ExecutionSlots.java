package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.expression.Expression;
import dev.berth.expression.ExpressionWork;
import dev.berth.expression.RowValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one record, each in its slot of the compiled graph. For threads that are inside
/// the execution; each slot is filled before it is read.
final class ExecutionSlots {
    private final CompiledGraph program;
    private final TensorPool pool;
    private final @Nullable Tensor[] slots;

    /// What the expressions of this record may do together.
    private final ExpressionWork work = new ExpressionWork();

    ExecutionSlots(CompiledGraph program, TensorPool pool) {
        this.program = program;
        this.pool = pool;
        this.slots = new Tensor[program.slots()];
    }

    ExpressionWork work() {
        return work;
    }

    void put(int slot, Tensor tensor) {
        slots[slot] = tensor;
    }

    /// Puts a value where there may be one, which is closed.
    void replace(int slot, Tensor tensor) {
        Tensor before = slots[slot];
        slots[slot] = tensor;
        if (before != null) {
            before.close();
        }
    }

    Tensor at(int slot) {
        Tensor tensor = slots[slot];
        if (tensor == null) {
            throw new IllegalStateException("slot " + slot + " read before it was filled");
        }
        return tensor;
    }

    /// What an expression reads.
    Tensor referred(String reference) {
        Integer slot = program.slotsByReference().get(reference);
        if (slot == null) {
            throw new IllegalStateException("no value " + reference);
        }
        return at(slot);
    }

    /// Evaluates an expression into its slot.
    ///
    /// @throws ProblemException `pipeline-step-failed` if it has no value for this record
    void compute(CompiledOperation.Computed computed) {
        put(computed.slot(), evaluate(computed));
    }

    /// The value of an expression, which the caller closes or puts.
    ///
    /// @throws ProblemException `pipeline-step-failed` if it has none for this record
    Tensor evaluate(CompiledOperation.Computed computed) {
        Expression expression = computed.expression();
        try {
            Object value = expression.evaluate(this::referred, 0, work);
            Tensor tensor =
                    RowTensors.ofRank(
                            computed.field().shape(),
                            RowValues.toTensor(List.of(value), computed.field().type(), pool),
                            pool);
            if (!computed.field().shape().accepts(tensor.shape())) {
                tensor.close();
                throw new IllegalArgumentException(
                        tensor.shape().withoutLeading()
                                + " (expected: "
                                + computed.field().shape().withoutLeading()
                                + ")");
            }
            return tensor;
        } catch (Expression.FailedException | IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.PIPELINE_STEP_FAILED,
                            computed.name()
                                    + ": '"
                                    + expression.text()
                                    + "' failed: "
                                    + e.getMessage(),
                            "send values for which the expression is defined"),
                    e);
        }
    }

    /// The values of expressions, or none of them, which the caller closes or puts.
    ///
    /// @throws ProblemException `pipeline-step-failed` if one has none for this record
    List<Tensor> evaluateAll(List<CompiledOperation.Computed> computed) {
        List<Tensor> evaluated = new ArrayList<>(computed.size());
        try {
            computed.forEach(value -> evaluated.add(evaluate(value)));
            return evaluated;
        } catch (RuntimeException | Error e) {
            evaluated.forEach(Tensor::close);
            throw e;
        }
    }

    /// Bytes of all that there are.
    long byteCount() {
        long bytes = 0;
        for (Tensor tensor : slots) {
            if (tensor != null) {
                bytes += tensor.byteCount();
            }
        }
        return bytes;
    }

    /// Gives their memory back.
    void close() {
        for (int i = 0; i < slots.length; i++) {
            Tensor tensor = slots[i];
            slots[i] = null;
            if (tensor != null) {
                tensor.close();
            }
        }
    }
}
