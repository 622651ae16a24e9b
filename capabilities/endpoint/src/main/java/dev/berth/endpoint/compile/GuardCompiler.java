package dev.berth.endpoint.compile;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.FanOut;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.endpoint.graph.GuardedExecution;
import dev.berth.endpoint.graph.ValueClamper;
import dev.berth.expression.Expression;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Compiler of one guard. An action is finished when the fields of the answer are known, as it may
/// be an answer itself.
///
/// @param prefix of the values that it may replace
/// @param lists of the answer, for the guards on it
/// @param view what the guard reads
/// @param scope to which it adds values
record GuardCompiler(
        Guard guard,
        String prefix,
        List<ObjectListSpec> lists,
        Scope view,
        Scope scope,
        CompilationErrors errors) {

    /// The guard, given the fields of the answer as they are after all guards. Empty if there is a
    /// error, which is noted.
    Optional<Function<List<GraphValue>, CompiledGuard>> compile() {
        // The rule on elements belongs to the action, which knows their names.
        Optional<ExpressionText> rule =
                guard.response() instanceof Guard.Omit ? Optional.empty() : guard.when();
        Optional<Expression> when = rule.flatMap(text -> view.compileCondition(text, List.of()));
        if (when.isEmpty() && rule.isPresent()) {
            return Optional.empty();
        }
        return action().map(
                        action ->
                                answer ->
                                        new CompiledGuard(
                                                guard.name(),
                                                when,
                                                action.apply(answer),
                                                guard.isFailOpen()));
    }

    private Optional<Function<List<GraphValue>, CompiledGuard.Action>> action() {
        return switch (guard.response()) {
            case Guard.Reject(String message) ->
                    Optional.of(
                            answer ->
                                    fail(
                                            ProblemCode.GUARD_REJECTED,
                                            message,
                                            "change the request"));
            case Guard.Abstain(String message) ->
                    Optional.of(
                            answer ->
                                    fail(
                                            ProblemCode.ABSTAINED,
                                            message,
                                            "decide without this answer"));
            case Guard.FallBack(String message) -> Optional.of(answer -> fallBack(message));
            case Guard.Replace(var values) -> finished(Optional.of(replace(values)));
            case Guard.Clamp(var ranges) -> finished(Optional.of(clamp(ranges)));
            case Guard.Omit omit -> finished(omit(omit));
            case Guard.Answer(var values) -> Optional.of(answer -> answer(values, answer));
        };
    }

    /// An action that does not depend on the answer.
    private static Optional<Function<List<GraphValue>, CompiledGuard.Action>> finished(
            Optional<CompiledGuard.Action> action) {
        return action.map(made -> answer -> made);
    }

    private static CompiledGuard.Action fail(ProblemCode code, String message, String remedy) {
        return execution -> {
            execution.activated();
            execution.fail(code, message, remedy);
            return false;
        };
    }

    private static CompiledGuard.Action fallBack(String message) {
        return execution -> {
            execution.activated();
            execution.fallBack(ProblemCode.ABSTAINED, message, "decide without this answer");
            return false;
        };
    }

    private CompiledGuard.Action answer(
            Map<String, ExpressionText> values, List<GraphValue> answer) {
        var compiler =
                new RuleResponseCompiler(
                        "guard '" + guard.name() + "'",
                        guard.location(),
                        guard.pointer(),
                        view,
                        errors);
        List<CompiledOperation.Computed> computed = compiler.compile(values, answer);
        return execution -> {
            execution.answer(computed);
            return false;
        };
    }

    private CompiledGuard.Action replace(Map<String, ExpressionText> values) {
        List<CompiledOperation.Computed> computed = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        values.forEach(
                (name, text) -> {
                    Optional<GraphValue> old = find(name);
                    Optional<Expression> expression = view.compile(text);
                    if (old.isEmpty() || expression.isEmpty()) {
                        return;
                    }
                    if (RuleResponseCompiler.fits(text, expression.get(), old.get(), errors)) {
                        GraphValue replaced = scope.put(prefix + name, old.get().field());
                        kept.add(old.get().slot());
                        computed.add(
                                new CompiledOperation.Computed(
                                        "guard '" + guard.name() + "', " + name,
                                        replaced.slot(),
                                        replaced.field(),
                                        expression.get()));
                    }
                });
        return new Replace(computed, kept);
    }

    private CompiledGuard.Action clamp(Map<String, Range> ranges) {
        List<Bound> bounds = new ArrayList<>();
        ranges.forEach(
                (name, range) ->
                        find(name)
                                .flatMap(old -> bound(prefix + name, old, range))
                                .ifPresent(bounds::add));
        return new Clamp(bounds);
    }

    private Optional<Bound> bound(String name, GraphValue old, Range range) {
        ElementType type = old.field().type();
        String what = "a range for '" + CompiledStep.outputName(old) + "'";
        if (!type.isFloating() && !type.isInteger()) {
            note(what + ", which is " + type, "a range for numbers");
            return Optional.empty();
        }
        Optional<Range> ends = ValueClamper.ends(range, type);
        if (ends.isEmpty()) {
            note(what + " with no whole number in it", "a range for numbers of " + type);
        }
        return ends.map(
                within -> new Bound(old.slot(), scope.put(name, old.field()).slot(), within));
    }

    /// Empty if there is an error, which is noted.
    private Optional<CompiledGuard.Action> omit(Guard.Omit omit) {
        String written = omit.each().list().text();
        Optional<ObjectListSpec> list =
                lists.stream().filter(each -> written.equals("output." + each.name())).findFirst();
        if (list.isEmpty()) {
            List<String> names = lists.stream().map(each -> "output." + each.name()).toList();
            errors.add(
                    omit.each().list(),
                    "no list '"
                            + SanitizedText.of(written)
                            + "'"
                            + NearestName.hint(written, names),
                    names.isEmpty()
                            ? "a list of objects in the answer, and there is none"
                            : "one of " + String.join(", ", names),
                    "name a list, or make one under `outputs`");
            return Optional.empty();
        }
        String variable = omit.each().variable();
        if (!view.namesFrom(variable + ".").isEmpty()) {
            errors.add(
                    omit.each().list(),
                    "an element named '" + variable + "', as something else is",
                    "a name of its own",
                    "rename it, here and in `when`");
            return Optional.empty();
        }
        List<Variable> own = new ArrayList<>();
        List<GraphValue> values = new ArrayList<>();
        for (String key : list.get().keys()) {
            Optional<GraphValue> value = scope.find("output." + list.get().outputName(key));
            if (value.isEmpty() || value.get().field().shape().rank() < 2) {
                // An error that is noted with the output.
                return Optional.empty();
            }
            values.add(value.get());
            own.add(new FanOut(variable + "." + key, value.get()).elementVariable());
        }
        return guard.when()
                .flatMap(text -> view.compileCondition(text, own))
                .map(rule -> new OmitAction(list.get(), rule, parts(own, values)));
    }

    private List<OmitAction.Part> parts(List<Variable> own, List<GraphValue> values) {
        List<OmitAction.Part> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            GraphValue value = values.get(i);
            parts.add(
                    new OmitAction.Part(
                            own.get(i).name(),
                            value.slot(),
                            scope.put(value.name(), value.field()).slot()));
        }
        return parts;
    }

    private Optional<GraphValue> find(String name) {
        Optional<GraphValue> found = scope.find(prefix + name);
        if (found.isEmpty()) {
            List<String> names = scope.namesFrom(prefix);
            note(
                    "the field '" + SanitizedText.of(name) + "'" + NearestName.hint(name, names),
                    "one of " + String.join(", ", names));
        }
        return found;
    }

    private void note(String found, String expected) {
        errors.add(
                guard.location(),
                guard.pointer(),
                "guard '" + guard.name() + "': " + found,
                expected,
                "correct the guard");
    }

    /// Values in place of those that the guard found.
    ///
    /// @param values into new slots
    /// @param kept the slots whose values the new ones have when it is not activated, one for each
    private record Replace(List<CompiledOperation.Computed> values, List<Integer> kept)
            implements CompiledGuard.Action {
        private Replace {
            values = List.copyOf(values);
            kept = List.copyOf(kept);
        }

        @Override
        public boolean apply(GuardedExecution execution) {
            // All before any, as one may fail.
            List<Tensor> replaced = execution.evaluateAll(values);
            execution.activated();
            for (int i = 0; i < replaced.size(); i++) {
                execution.put(values.get(i).slot(), replaced.get(i));
            }
            return true;
        }

        @Override
        public void skip(GuardedExecution execution) {
            for (int i = 0; i < kept.size(); i++) {
                execution.share(kept.get(i), values.get(i).slot());
            }
        }
    }

    /// Values that are brought into ranges. The guard is activated where one is beyond.
    private record Clamp(List<Bound> bounds) implements CompiledGuard.Action {
        private Clamp {
            bounds = List.copyOf(bounds);
        }

        @Override
        public boolean apply(GuardedExecution execution) {
            List<Tensor> clamped = new ArrayList<>();
            boolean isActivated = false;
            try {
                // All before any, as one may fail.
                for (Bound bound : bounds) {
                    Tensor from = execution.at(bound.from());
                    Tensor into = ValueClamper.clamp(from, bound.range(), execution.pool());
                    isActivated |= into != null;
                    clamped.add(into == null ? from.share() : into);
                }
            } catch (RuntimeException | Error e) {
                clamped.forEach(Tensor::close);
                throw e;
            }
            if (isActivated) {
                execution.activated();
            }
            for (int i = 0; i < bounds.size(); i++) {
                execution.put(bounds.get(i).into(), clamped.get(i));
            }
            return true;
        }

        @Override
        public boolean concerns(GuardedExecution records, int row) {
            return bounds.stream()
                    .anyMatch(
                            bound ->
                                    !ValueClamper.isWithin(
                                            records.at(bound.from()), bound.range(), row));
        }

        @Override
        public void skip(GuardedExecution execution) {
            bounds.forEach(bound -> execution.share(bound.from(), bound.into()));
        }
    }

    /// A value that is brought into a range.
    ///
    /// @param range as [ValueClamper#ends] gives it
    /// @param from the slot of the value
    /// @param into that of the one within the range
    private record Bound(int from, int into, Range range) {}
}
