package dev.berth.endpoint.graph;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.expression.Expression;
import java.util.List;

/// The execution of one record as the action of a guard sees it.
public interface GuardedExecution {
    TensorPool pool();

    /// The value of a slot, which stays the execution's.
    Tensor at(int slot);

    /// Fills a slot with a value, which is taken over.
    void put(int slot, Tensor value);

    /// Fills a slot with the value of another.
    default void share(int from, int into) {
        put(into, at(from).share());
    }

    /// The values of expressions, or none of them, which the caller closes or puts.
    ///
    /// @throws ProblemException `pipeline-step-failed` if one has none for this record
    List<Tensor> evaluateAll(List<CompiledOperation.Computed> computed);

    /// Whether a rule holds.
    ///
    /// @param own what it reads besides the values of the graph
    boolean holds(Expression rule, NamedTensors own) throws Expression.FailedException;

    /// Reports that the guard was activated.
    void activated();

    /// Reports that the guard left elements of a list out.
    void omitted(int elements);

    /// Ends the execution with a problem of the guard.
    void fail(ProblemCode code, String message, String remedy);

    /// Ends the execution with a fallback, or with a problem of the guard if there is none.
    void fallBack(ProblemCode code, String message, String remedy);

    /// Activates the guard and ends the execution with the values of expressions.
    ///
    /// @param values into the slots of the answer
    /// @throws ProblemException `pipeline-step-failed` if one has none for this record
    void answer(List<CompiledOperation.Computed> values);
}
