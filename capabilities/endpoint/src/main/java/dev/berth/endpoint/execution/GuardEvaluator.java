package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.GuardedExecution;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluation of one guard in one execution, by a thread that is inside it.
record GuardEvaluator(GraphExecution run, CompiledGuard guard) implements GuardedExecution {
    /// Evaluates guards in their order.
    ///
    /// @return false if the run has ended
    static boolean passAll(GraphExecution run, List<CompiledGuard> guards) {
        for (CompiledGuard guard : guards) {
            if (!new GuardEvaluator(run, guard).evaluate()) {
                return false;
            }
        }
        return true;
    }

    private boolean evaluate() {
        try {
            if (guard.when().isEmpty() || holds(guard.when().get())) {
                return guard.action().apply(this);
            }
        } catch (Expression.FailedException | ProblemException e) {
            if (!onGuardFailed(e)) {
                return false;
            }
        }
        guard.action().skip(this);
        return true;
    }

    private boolean holds(Expression rule) throws Expression.FailedException {
        return Boolean.TRUE.equals(rule.evaluate(run.values()::referred, 0, run.values().work()));
    }

    @Override
    public boolean holds(Expression rule, NamedTensors own) throws Expression.FailedException {
        return Boolean.TRUE.equals(
                rule.evaluate(
                        name -> own.find(name).orElseGet(() -> run.values().referred(name)),
                        0,
                        run.values().work()));
    }

    /// Reports a guard that failed. Values that make a guard fail are refused even where
    /// `failure-policy: ignore` is set: otherwise a caller could turn the guard off.
    ///
    /// @return whether the run continues all the same
    private boolean onGuardFailed(Exception failure) {
        String reason =
                failure instanceof ProblemException problem
                        ? problem.problem().message()
                        : String.valueOf(failure.getMessage());
        if (isExcess(failure) || isExcess(failure.getCause())) {
            run.fail(
                    Problem.of(
                            ProblemCode.PIPELINE_STEP_FAILED,
                            "guard '"
                                    + guard.name()
                                    + "' of endpoint "
                                    + run.name()
                                    + ": "
                                    + reason,
                            "send smaller values, and well-formed patterns"));
            return false;
        }
        listener()
                .onGuardFailed(
                        run.name(), guard.name(), run.request().id(), guard.isFailOpen(), reason);
        if (!guard.isFailOpen()) {
            run.fail(
                    Problem.of(
                            ProblemCode.GUARD_ERROR,
                            "guard '"
                                    + guard.name()
                                    + "' of endpoint "
                                    + run.name()
                                    + " failed: "
                                    + reason,
                            "tell the owner of the endpoint; without the guard there is no answer"));
        }
        return guard.isFailOpen();
    }

    private static boolean isExcess(@Nullable Throwable failure) {
        return failure instanceof Expression.FailedException failed && failed.isExcess();
    }

    @Override
    public TensorPool pool() {
        return run.pool();
    }

    @Override
    public Tensor at(int slot) {
        return run.values().at(slot);
    }

    @Override
    public void put(int slot, Tensor value) {
        run.values().put(slot, value);
    }

    @Override
    public List<Tensor> evaluateAll(List<CompiledOperation.Computed> computed) {
        return run.values().evaluateAll(computed);
    }

    @Override
    public void activated() {
        run.annotate("guard:" + guard.name());
        listener().onGuardActivated(run.name(), guard.name(), run.request().id());
    }

    @Override
    public void omitted(int elements) {
        listener().onElementsOmitted(run.name(), guard.name(), elements, run.request().id());
    }

    @Override
    public void fail(ProblemCode code, String message, String remedy) {
        run.fail(problem(code, message, remedy));
    }

    @Override
    public void fallBack(ProblemCode code, String message, String remedy) {
        run.fallBack(problem(code, message, remedy));
    }

    @Override
    public void answer(List<CompiledOperation.Computed> values) {
        List<Tensor> answer = run.evaluateAnswer(values);
        activated();
        run.answerBy(values, answer);
    }

    private Problem problem(ProblemCode code, String message, String remedy) {
        return Problem.of(code, message + " (guard '" + guard.name() + "')", remedy);
    }

    private EndpointListener listener() {
        return run.context().listener();
    }
}
