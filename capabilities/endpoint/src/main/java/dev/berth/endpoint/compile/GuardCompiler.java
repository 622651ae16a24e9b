package dev.berth.endpoint.compile;

import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.core.tensor.ElementType;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.FanOut;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.endpoint.graph.ValueClamper;
import dev.berth.expression.Expression;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compiles the guards of an endpoint. One that answers itself is finished when the fields of the
/// answer are known.
final class GuardCompiler {
    private final Scope scope;
    private final CompilationErrors mistakes;
    private List<ObjectListSpec> lists = List.of();

    GuardCompiler(Scope scope, CompilationErrors mistakes) {
        this.scope = scope;
        this.mistakes = mistakes;
    }

    /// What the lists of the answer are, for the guards on it.
    void setLists(List<ObjectListSpec> ofAnswer) {
        lists = List.copyOf(ofAnswer);
    }

    /// A guard but for the answer that it may give.
    ///
    /// @param view what it reads
    /// @param when empty for one whose action has the condition
    /// @param response empty for one that answers itself
    record Open(
            Guard guard,
            Scope view,
            Optional<Expression> when,
            Optional<CompiledGuard.Response> response) {}

    /// Empty if there is a mistake, which is noted.
    ///
    /// @param prefix of the values that it may replace
    Optional<Open> compile(Guard guard, String prefix) {
        Scope view = scope.frozen();
        if (guard.response() instanceof Guard.Omit omit) {
            return omission(guard, omit, view)
                    .map(
                            response ->
                                    new Open(guard, view, Optional.empty(), Optional.of(response)));
        }
        Optional<Expression> when =
                guard.when().flatMap(text -> view.compileCondition(text, List.of()));
        if (when.isEmpty() && guard.when().isPresent()) {
            return Optional.empty();
        }
        Optional<CompiledGuard.Response> response =
                switch (guard.response()) {
                    case Guard.Reject(String message) ->
                            Optional.of(new CompiledGuard.Reject(message));
                    case Guard.Abstain(String message) ->
                            Optional.of(new CompiledGuard.Abstain(message));
                    case Guard.Replace(var values) ->
                            Optional.of(replace(guard, prefix, values, view));
                    case Guard.Clamp(var ranges) -> Optional.of(clamp(guard, prefix, ranges));
                    case Guard.Omit omit -> Optional.empty();
                    case Guard.Answer answer -> Optional.empty();
                    case Guard.FallBack(String message) ->
                            Optional.of(new CompiledGuard.FallBack(message));
                };
        return Optional.of(new Open(guard, view, when, response));
    }

    /// Empty if there is a mistake, which is noted.
    private Optional<CompiledGuard.Response> omission(Guard guard, Guard.Omit omit, Scope view) {
        String written = omit.each().list().text();
        Optional<ObjectListSpec> list =
                lists.stream().filter(each -> written.equals("output." + each.name())).findFirst();
        if (list.isEmpty()) {
            List<String> names = lists.stream().map(each -> "output." + each.name()).toList();
            mistakes.add(
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
            mistakes.add(
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
                // A mistake that is noted with the output.
                return Optional.empty();
            }
            values.add(value.get());
            own.add(new FanOut(variable + "." + key, value.get()).elementVariable());
        }
        return guard.when()
                .flatMap(text -> view.compileCondition(text, own))
                .map(rule -> new CompiledGuard.Omit(list.get(), rule, parts(own, values)));
    }

    private List<CompiledGuard.Part> parts(List<Variable> own, List<GraphValue> values) {
        List<CompiledGuard.Part> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            GraphValue value = values.get(i);
            parts.add(
                    new CompiledGuard.Part(
                            own.get(i).name(),
                            value.slot(),
                            scope.put(value.name(), value.field()).slot()));
        }
        return parts;
    }

    private CompiledGuard.Response replace(
            Guard guard, String prefix, Map<String, ExpressionText> values, Scope view) {
        List<CompiledOperation.Computed> computed = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        values.forEach(
                (name, text) -> {
                    Optional<GraphValue> old = find(guard, prefix, name);
                    Optional<Expression> expression = view.compile(text);
                    if (old.isEmpty() || expression.isEmpty()) {
                        return;
                    }
                    if (RuleResponseCompiler.fits(text, expression.get(), old.get(), mistakes)) {
                        GraphValue replaced = scope.put(prefix + name, old.get().field());
                        kept.add(old.get().slot());
                        computed.add(computed(guard, name, replaced, expression.get()));
                    }
                });
        return new CompiledGuard.Replace(computed, kept);
    }

    private static CompiledOperation.Computed computed(
            Guard guard, String name, GraphValue value, Expression expression) {
        return new CompiledOperation.Computed(
                "guard '" + guard.name() + "', " + name, value.slot(), value.field(), expression);
    }

    private CompiledGuard.Response clamp(Guard guard, String prefix, Map<String, Range> ranges) {
        List<CompiledGuard.Bound> bounds = new ArrayList<>();
        ranges.forEach(
                (name, range) ->
                        find(guard, prefix, name)
                                .flatMap(old -> bound(guard, prefix + name, old, range))
                                .ifPresent(bounds::add));
        return new CompiledGuard.Clamp(bounds);
    }

    private Optional<CompiledGuard.Bound> bound(
            Guard guard, String name, GraphValue old, Range range) {
        ElementType type = old.field().type();
        String what = "a range for '" + CompiledStep.outputName(old) + "'";
        if (!type.isFloating() && !type.isInteger()) {
            note(guard, what + ", which is " + type, "a range for numbers");
            return Optional.empty();
        }
        Optional<Range> ends = ValueClamper.ends(range, type);
        if (ends.isEmpty()) {
            note(guard, what + " with no whole number in it", "a range for numbers of " + type);
        }
        return ends.map(
                within ->
                        new CompiledGuard.Bound(
                                old.slot(), scope.put(name, old.field()).slot(), within));
    }

    private Optional<GraphValue> find(Guard guard, String prefix, String name) {
        Optional<GraphValue> found = scope.find(prefix + name);
        if (found.isEmpty()) {
            List<String> names = scope.namesFrom(prefix);
            note(
                    guard,
                    "the field '" + SanitizedText.of(name) + "'" + NearestName.hint(name, names),
                    "one of " + String.join(", ", names));
        }
        return found;
    }

    private void note(Guard guard, String found, String expected) {
        mistakes.add(
                guard.location(),
                guard.pointer(),
                "guard '" + guard.name() + "': " + found,
                expected,
                "correct the guard");
    }

    /// Finishes them.
    ///
    /// @param answer the fields of the answer, where they are after all guards
    List<CompiledGuard> close(List<Open> guards, List<GraphValue> answer) {
        List<CompiledGuard> closed = new ArrayList<>();
        for (Open open : guards) {
            Guard guard = open.guard();
            CompiledGuard.Response response =
                    guard.response() instanceof Guard.Answer(var values)
                            ? new CompiledGuard.Answer(answering(open).compile(values, answer))
                            : open.response().orElseThrow();
            closed.add(new CompiledGuard(guard.name(), open.when(), response, guard.isFailOpen()));
        }
        return closed;
    }

    private RuleResponseCompiler answering(Open open) {
        Guard guard = open.guard();
        return new RuleResponseCompiler(
                "guard '" + guard.name() + "'",
                guard.location(),
                guard.pointer(),
                open.view(),
                mistakes);
    }
}
