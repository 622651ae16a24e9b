package dev.berth.endpoint;

import dev.berth.core.Excerpt;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Pattern;
import dev.berth.core.record.PlainRecords;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.expression.Expression;
import dev.berth.encoding.expression.Variable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Compiles the steps of an endpoint, one after the other.
final class StepCompiler {
    private final Scope scope;
    private final Map<Callee, Signature> signatures;
    private final FeatureCompiler features;
    private final MistakeNotes mistakes;

    StepCompiler(
            Scope scope,
            Map<Callee, Signature> signatures,
            FeatureCompiler features,
            MistakeNotes mistakes) {
        this.scope = scope;
        this.signatures = Map.copyOf(signatures);
        this.features = features;
        this.mistakes = mistakes;
    }

    /// What a step may call.
    static List<Callee> callees(GraphStep step) {
        return step.pattern().callees();
    }

    /// The step, whose outputs are in the scope then, or empty if they cannot be told. What is
    /// wrong with it is noted.
    ///
    /// @param before those that are compiled already
    Optional<PlanStep> compile(GraphStep step, List<PlanStep> before) {
        Set<String> reads = StepOrder.reads(step, before.stream().map(PlanStep::name).toList());
        List<Integer> needs = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (reads.contains(before.get(i).name())) {
                needs.add(i);
            }
        }
        if (step.pattern() instanceof Pattern.Compute compute) {
            return Optional.of(computing(step, compute, needs));
        }
        if (step.pattern() instanceof Pattern.Features reading) {
            Optional<PlanStep> compiled = features.compile(step, reading, needs, scope);
            compiled.ifPresent(found -> checkStandIns(step, found));
            return compiled;
        }
        checkBound(step);
        Optional<FanOut> fanOut = step.each().flatMap(this::fanOut);
        List<Field> fields = OutputFields.common(step, calleeSignatures(step), mistakes);
        if (fields.isEmpty() || (step.each().isPresent() && fanOut.isEmpty())) {
            scope.putUnknown(step.name());
            return Optional.empty();
        }
        Action action = action(step, fanOut, fields);
        List<Value> outputs = new ArrayList<>();
        for (Field field : fields) {
            outputs.add(
                    scope.put(
                            step.name() + "." + field.name(),
                            fanOut.map(each -> each.collected(field)).orElse(field)));
        }
        var compiled =
                new PlanStep(
                        step.name(),
                        action,
                        needs,
                        outputs,
                        fanOut,
                        step.timeout(),
                        step.breaker().map(CircuitBreaker::new),
                        step.otherwise());
        checkStandIns(step, compiled);
        return Optional.of(compiled);
    }

    private PlanStep computing(GraphStep step, Pattern.Compute compute, List<Integer> needs) {
        List<Action.Computed> values = new ArrayList<>();
        List<Value> outputs = new ArrayList<>();
        Scope earlier = scope.frozen();
        compute.values()
                .forEach(
                        (name, text) ->
                                earlier.compile(text)
                                        .ifPresent(
                                                expression -> {
                                                    Value value = put(step, name, expression);
                                                    outputs.add(value);
                                                    values.add(
                                                            new Action.Computed(
                                                                    "step '"
                                                                            + step.name()
                                                                            + "', "
                                                                            + name,
                                                                    value.slot(),
                                                                    value.field(),
                                                                    expression));
                                                }));
        if (values.size() < compute.values().size()) {
            scope.putUnknown(step.name());
        }
        return new PlanStep(
                step.name(),
                new Action.Compute(values),
                needs,
                outputs,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private Value put(GraphStep step, String name, Expression expression) {
        return scope.put(
                step.name() + "." + name,
                Field.of(name, expression.elementType(), OutputCompiler.anySizes(expression)));
    }

    private List<Signature> calleeSignatures(GraphStep step) {
        return callees(step).stream().map(this::signature).toList();
    }

    private Signature signature(Callee callee) {
        return Objects.requireNonNull(signatures.get(callee));
    }

    /// Names under `with` that nothing that is called takes.
    private void checkBound(GraphStep step) {
        Set<String> inputs = new LinkedHashSet<>();
        calleeSignatures(step)
                .forEach(
                        signature -> signature.inputs().forEach(input -> inputs.add(input.name())));
        step.with()
                .forEach(
                        (name, text) -> {
                            if (!inputs.contains(name)) {
                                mistakes.add(
                                        text,
                                        "the input '" + Excerpt.of(name) + "'",
                                        "an input of what is called: " + String.join(", ", inputs),
                                        NearestName.find(name, inputs)
                                                .map(word -> "rename it to `" + word + "`")
                                                .orElse("remove it"));
                            }
                        });
    }

    private Optional<FanOut> fanOut(GraphStep.Each each) {
        Optional<Value> list = scope.findNamed(each.list());
        if (list.isEmpty() && scope.readsUnknown(each.list())) {
            return Optional.empty();
        }
        if (list.isEmpty()) {
            mistakes.add(
                    each.list(),
                    "nothing named '" + Excerpt.of(each.list().text()) + "'",
                    "an input or an output of an earlier step",
                    "name one; an input that is used in no other way is declared under `inputs`");
            return Optional.empty();
        }
        if (list.get().field().shape().rank() < 2) {
            mistakes.add(
                    each.list(),
                    each.list() + ", which is a single value",
                    "a list",
                    "name one, or remove `each`");
            return Optional.empty();
        }
        return Optional.of(new FanOut(each.variable(), list.get()));
    }

    private Action action(GraphStep step, Optional<FanOut> fanOut, List<Field> outputs) {
        if (fanOut.isPresent()
                && (step.pattern() instanceof Pattern.Cascade
                        || step.pattern() instanceof Pattern.Switch)) {
            mistakes.add(
                    step.location(),
                    step.pointer(),
                    "`each` with a choice between models",
                    "it with a model or an ensemble",
                    "fan out in a step of its own");
        }
        return switch (step.pattern()) {
            case Pattern.Compute _, Pattern.Features _ ->
                    throw new IllegalArgumentException("a step that calls nothing");
            case Pattern.Call(Callee callee) -> new Action.Call(callee(step, callee, fanOut));
            case Pattern.Ensemble ensemble ->
                    new Action.Ensemble(
                            ensemble.members().stream()
                                    .map(member -> callee(step, member.callee(), fanOut))
                                    .toList(),
                            ensemble.members().stream().map(Pattern.Member::weight).toList(),
                            ensemble.combination());
            case Pattern.Cascade cascade ->
                    new Action.Cascade(
                            cascade.stages().stream()
                                    .map(stage -> stage(step, stage, fanOut, outputs))
                                    .toList(),
                            new EscalationBudget(cascade.escalationMax()));
            case Pattern.Switch cases ->
                    new Action.Switch(
                            cases.cases().stream()
                                    .map(
                                            each ->
                                                    new Action.Case(
                                                            callee(step, each.callee(), fanOut),
                                                            each.when().flatMap(this::condition)))
                                    .toList());
        };
    }

    private Optional<Expression> condition(ExpressionText text) {
        return scope.compileCondition(text, List.of());
    }

    /// Its condition reads what it gives by the names of the outputs.
    private Action.Stage stage(
            GraphStep step, Pattern.Stage stage, Optional<FanOut> fanOut, List<Field> outputs) {
        List<Variable> own =
                outputs.stream()
                        .map(
                                field ->
                                        new Variable(
                                                field.name(),
                                                new TensorSpec(
                                                        field.name(), field.type(), field.shape())))
                        .toList();
        return new Action.Stage(
                callee(step, stage.callee(), fanOut),
                stage.accept().flatMap(text -> scope.compileCondition(text, own)));
    }

    private BoundCallee callee(GraphStep step, Callee callee, Optional<FanOut> fanOut) {
        Signature signature = Objects.requireNonNull(signatures.get(callee));
        List<Binding> bindings = new ArrayList<>();
        var binder = new Binder(scope, mistakes, step, fanOut);
        for (Field input : signature.inputs()) {
            binder.bind(callee, signature, input).ifPresent(bindings::add);
        }
        return new BoundCallee(callee, signature, bindings);
    }

    /// Whether the values that stand in are such as the outputs may have.
    private void checkStandIns(GraphStep step, PlanStep compiled) {
        if (step.otherwise().isEmpty()) {
            return;
        }
        try {
            PlainRecords.toTensors(compiled.standIns(), step.otherwise(), new TensorPool()).close();
        } catch (ProblemException e) {
            mistakes.add(
                    step.location(),
                    step.pointer() + "/otherwise",
                    e.problem().message()
                            + e.problem().faults().stream()
                                    .map(fault -> "; " + fault)
                                    .reduce("", String::concat),
                    "a value for each output of the step",
                    "correct them");
        }
    }
}
