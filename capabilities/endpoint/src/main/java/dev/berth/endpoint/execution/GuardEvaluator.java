package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.ValueClamper;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates the guards of one execution and carries out their actions.
final class GuardEvaluator {
    private final GraphExecution run;

    GuardEvaluator(GraphExecution run) {
        this.run = run;
    }

    /// Evaluates them in their order.
    ///
    /// @return false if the run has ended
    boolean evaluateAll(List<CompiledGuard> guards) {
        for (CompiledGuard guard : guards) {
            if (!evaluate(guard)) {
                return false;
            }
        }
        return true;
    }

    private boolean evaluate(CompiledGuard guard) {
        boolean applies;
        try {
            applies =
                    guard.when().isEmpty()
                            || Boolean.TRUE.equals(
                                    guard.when()
                                            .get()
                                            .evaluate(
                                                    run.values()::referred,
                                                    0,
                                                    run.values().work()));
            if (applies) {
                return respond(guard);
            }
        } catch (Expression.FailedException | ProblemException e) {
            if (!onGuardFailed(guard, e)) {
                return false;
            }
        }
        keep(guard.response());
        return true;
    }

    /// Reports a guard that failed. Values that make a guard fail are refused even where
    /// `failure-policy: ignore` is set: otherwise a caller could turn the guard off.
    ///
    /// @return whether the run continues all the same
    private boolean onGuardFailed(CompiledGuard guard, Exception failure) {
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
        run.context()
                .listener()
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

    /// What an activated guard does.
    ///
    /// @return whether the run continues
    private boolean respond(CompiledGuard guard) throws Expression.FailedException {
        return switch (guard.response()) {
            case CompiledGuard.Reject(String message) -> {
                activated(guard);
                run.fail(refusal(guard, ProblemCode.GUARD_REJECTED, message, "change the request"));
                yield false;
            }
            case CompiledGuard.Abstain(String message) -> {
                activated(guard);
                run.fail(
                        refusal(
                                guard,
                                ProblemCode.ABSTAINED,
                                message,
                                "decide without this answer"));
                yield false;
            }
            case CompiledGuard.FallBack(String message) -> {
                activated(guard);
                run.fallBack(
                        refusal(
                                guard,
                                ProblemCode.ABSTAINED,
                                message,
                                "decide without this answer"));
                yield false;
            }
            case CompiledGuard.Replace replace -> {
                // All before any, as one may fail.
                List<Tensor> values = run.values().evaluateAll(replace.values());
                activated(guard);
                for (int i = 0; i < values.size(); i++) {
                    run.values().put(replace.values().get(i).slot(), values.get(i));
                }
                yield true;
            }
            case CompiledGuard.Clamp(var bounds) -> {
                clamp(guard, bounds);
                yield true;
            }
            case CompiledGuard.Omit omit -> {
                omit(guard, omit);
                yield true;
            }
            case CompiledGuard.Answer(var values) -> {
                List<Tensor> answer = run.evaluateAnswer(values);
                activated(guard);
                run.answerBy(values, answer);
                yield false;
            }
        };
    }

    private void activated(CompiledGuard guard) {
        run.annotate("guard:" + guard.name());
        run.context().listener().onGuardActivated(run.name(), guard.name(), run.request().id());
    }

    private Problem refusal(CompiledGuard guard, ProblemCode code, String message, String remedy) {
        return Problem.of(code, message + " (guard '" + guard.name() + "')", remedy);
    }

    private void clamp(CompiledGuard guard, List<CompiledGuard.Bound> bounds) {
        List<Tensor> clamped = new ArrayList<>();
        boolean isActivated = false;
        try {
            // All before any, as one may fail.
            for (CompiledGuard.Bound bound : bounds) {
                Tensor from = run.values().at(bound.from());
                Tensor into = ValueClamper.clamp(from, bound.range(), run.pool());
                isActivated |= into != null;
                clamped.add(into == null ? from.share() : into);
            }
        } catch (RuntimeException | Error e) {
            clamped.forEach(Tensor::close);
            throw e;
        }
        if (isActivated) {
            activated(guard);
        }
        for (int i = 0; i < bounds.size(); i++) {
            run.values().put(bounds.get(i).into(), clamped.get(i));
        }
    }

    private void omit(CompiledGuard guard, CompiledGuard.Omit omit)
            throws Expression.FailedException {
        List<Tensor> lists =
                omit.parts().stream().map(part -> run.values().at(part.from())).toList();
        int size = ObjectListCheck.agreed(omit.list(), lists);
        List<Integer> kept = new ArrayList<>();
        for (int element = 0; element < size; element++) {
            if (!applies(omit, element)) {
                kept.add(element);
            }
        }
        if (kept.size() == size) {
            keep(omit);
            return;
        }
        activated(guard);
        run.context()
                .listener()
                .onElementsOmitted(
                        run.name(), guard.name(), size - kept.size(), run.request().id());
        for (CompiledGuard.Part part : omit.parts()) {
            run.values()
                    .put(
                            part.into(),
                            RowTensors.choose(run.values().at(part.from()), kept, run.pool()));
        }
    }

    /// Whether the rule holds for an element.
    private boolean applies(CompiledGuard.Omit omit, int element)
            throws Expression.FailedException {
        try (var parts = new NamedTensors()) {
            for (CompiledGuard.Part part : omit.parts()) {
                Tensor list = run.values().at(part.from());
                try (Tensor all = list.reshape(list.shape().withoutLeading())) {
                    parts.put(part.element(), all.slice(element, 1));
                }
            }
            Object holds =
                    omit.rule()
                            .evaluate(
                                    name ->
                                            parts.find(name)
                                                    .orElseGet(() -> run.values().referred(name)),
                                    0,
                                    run.values().work());
            return Boolean.TRUE.equals(holds);
        }
    }

    /// What a guard would have replaced stays as it was.
    private void keep(CompiledGuard.Response response) {
        switch (response) {
            case CompiledGuard.Replace(var values, var kept) -> {
                for (int i = 0; i < kept.size(); i++) {
                    run.values().put(values.get(i).slot(), run.values().at(kept.get(i)).share());
                }
            }
            case CompiledGuard.Clamp(var bounds) ->
                    bounds.forEach(
                            bound ->
                                    run.values()
                                            .put(
                                                    bound.into(),
                                                    run.values().at(bound.from()).share()));
            case CompiledGuard.Omit omit ->
                    omit.parts()
                            .forEach(
                                    part ->
                                            run.values()
                                                    .put(
                                                            part.into(),
                                                            run.values().at(part.from()).share()));
            case CompiledGuard.Reject reject -> {}
            case CompiledGuard.Abstain abstain -> {}
            case CompiledGuard.FallBack fallBack -> {}
            case CompiledGuard.Answer answer -> {}
        }
    }
}
