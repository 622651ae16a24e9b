package dev.berth.endpoint;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.expression.Expression;
import dev.berth.encoding.expression.RowValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one record, each in its slot of a plan. Worked with by threads that are inside the
/// run; each slot is filled before it is read.
final class RunValues {
    private final Plan plan;
    private final TensorPool pool;
    private final @Nullable Tensor[] slots;

    RunValues(Plan plan, TensorPool pool) {
        this.plan = plan;
        this.pool = pool;
        this.slots = new Tensor[plan.slots()];
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
        Integer slot = plan.slotsByReference().get(reference);
        if (slot == null) {
            throw new IllegalStateException("no value " + reference);
        }
        return at(slot);
    }

    /// Evaluates an expression into its slot.
    ///
    /// @throws ProblemException `step-failed` if it has no value for this record
    void compute(Action.Computed computed) {
        put(computed.slot(), evaluate(computed));
    }

    /// The value of an expression, which the caller closes or puts.
    ///
    /// @throws ProblemException `step-failed` if it has none for this record
    Tensor evaluate(Action.Computed computed) {
        Expression expression = computed.expression();
        try {
            Object value = expression.evaluate(this::referred, 0);
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
                    ProblemCode.STEP_FAILED,
                    computed.name() + ": '" + expression.text() + "' failed: " + e.getMessage(),
                    "send values for which the expression is defined");
        }
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
