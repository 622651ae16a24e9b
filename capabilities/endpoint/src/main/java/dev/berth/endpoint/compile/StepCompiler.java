package dev.berth.endpoint.compile;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.Binding;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.graph.CircuitBreaker;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.EscalationBudget;
import dev.berth.endpoint.graph.FanOut;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import dev.berth.expression.Variable;
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
    private final CompilationErrors errors;

    StepCompiler(
            Scope scope,
            Map<Callee, Signature> signatures,
            FeatureCompiler features,
            CompilationErrors errors) {
        this.scope = scope;
        this.signatures = Map.copyOf(signatures);
        this.features = features;
        this.errors = errors;
    }

    /// What a step may call.
    static List<Callee> callees(GraphStep step) {
        return step.pattern().callees();
    }

    /// The step, whose outputs are in the scope then, or empty if they cannot be determined. What
    /// is wrong with it is noted.
    ///
    /// @param before those that are compiled already
    Optional<CompiledStep> compile(GraphStep step, List<CompiledStep> before) {
        Set<String> reads = StepOrder.reads(step, before.stream().map(CompiledStep::name).toList());
        List<Integer> needs = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (reads.contains(before.get(i).name())) {
                needs.add(i);
            }
        }
        if (step.pattern() instanceof StepOperation.Compute compute) {
            return Optional.of(computing(step, compute, needs));
        }
        if (step.pattern() instanceof StepOperation.Features reading) {
            Optional<CompiledStep> compiled = features.compile(step, reading, needs, scope);
            compiled.ifPresent(found -> checkDefaultOutputs(step, found));
            return compiled;
        }
        checkBound(step);
        Optional<FanOut> fanOut = step.each().flatMap(this::fanOut);
        List<Field> fields = OutputFields.common(step, calleeSignatures(step), errors);
        if (fields.isEmpty() || (step.each().isPresent() && fanOut.isEmpty())) {
            scope.putUnknown(step.name());
            return Optional.empty();
        }
        CompiledOperation action = action(step, fanOut, fields);
        List<GraphValue> outputs = new ArrayList<>();
        for (Field field : fields) {
            outputs.add(
                    scope.put(
                            step.name() + "." + field.name(),
                            fanOut.map(each -> each.collected(field)).orElse(field)));
        }
        var compiled =
                new CompiledStep(
                        step.name(),
                        action,
                        needs,
                        outputs,
                        fanOut,
                        step.timeout(),
                        step.breaker().map(CircuitBreaker::new),
                        step.otherwise());
        checkDefaultOutputs(step, compiled);
        return Optional.of(compiled);
    }

    private CompiledStep computing(
            GraphStep step, StepOperation.Compute compute, List<Integer> needs) {
        List<CompiledOperation.Computed> values = new ArrayList<>();
        List<GraphValue> outputs = new ArrayList<>();
        Scope earlier = scope.frozen();
        compute.values()
                .forEach(
                        (name, text) ->
                                earlier.compile(text)
                                        .ifPresent(
                                                expression -> {
                                                    GraphValue value = put(step, name, expression);
                                                    outputs.add(value);
                                                    values.add(
                                                            new CompiledOperation.Computed(
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
        return new CompiledStep(
                step.name(),
                new CompiledOperation.Compute(values),
                needs,
                outputs,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private GraphValue put(GraphStep step, String name, Expression expression) {
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

    /// Names under `inputs` that nothing that is called takes.
    private void checkBound(GraphStep step) {
        Set<String> inputs = new LinkedHashSet<>();
        calleeSignatures(step)
                .forEach(
                        signature -> signature.inputs().forEach(input -> inputs.add(input.name())));
        step.with()
                .forEach(
                        (name, text) -> {
                            if (!inputs.contains(name)) {
                                errors.add(
                                        text,
                                        "the input '" + SanitizedText.of(name) + "'",
                                        "an input of what is called: " + String.join(", ", inputs),
                                        NearestName.find(name, inputs)
                                                .map(word -> "rename it to `" + word + "`")
                                                .orElse("remove it"));
                            }
                        });
    }

    private Optional<FanOut> fanOut(GraphStep.Each each) {
        Optional<GraphValue> list = scope.findNamed(each.list());
        if (list.isEmpty() && scope.readsUnknown(each.list())) {
            return Optional.empty();
        }
        if (list.isEmpty()) {
            errors.add(
                    each.list(),
                    "nothing named '" + SanitizedText.of(each.list().text()) + "'",
                    "an input or an output of an earlier step",
                    "name one; an input that is used in no other way is declared under `inputs`");
            return Optional.empty();
        }
        if (list.get().field().shape().rank() < 2) {
            errors.add(
                    each.list(),
                    each.list() + ", which is a single value",
                    "a list",
                    "name one, or remove `for-each`");
            return Optional.empty();
        }
        return Optional.of(new FanOut(each.variable(), list.get()));
    }

    private CompiledOperation action(GraphStep step, Optional<FanOut> fanOut, List<Field> outputs) {
        if (fanOut.isPresent()
                && (step.pattern() instanceof StepOperation.Cascade
                        || step.pattern() instanceof StepOperation.Switch)) {
            errors.add(
                    step.location(),
                    step.pointer(),
                    "`for-each` with a choice between models",
                    "it with a model or an ensemble",
                    "fan out in a step of its own");
        }
        return switch (step.pattern()) {
            case StepOperation.Compute _, StepOperation.Features _ ->
                    throw new IllegalArgumentException("a step that calls nothing");
            case StepOperation.Call(Callee callee) ->
                    new CompiledOperation.Call(callee(step, callee, fanOut));
            case StepOperation.Ensemble ensemble ->
                    new CompiledOperation.Ensemble(
                            ensemble.members().stream()
                                    .map(member -> callee(step, member.callee(), fanOut))
                                    .toList(),
                            ensemble.members().stream().map(StepOperation.Member::weight).toList(),
                            ensemble.combination());
            case StepOperation.Cascade cascade ->
                    new CompiledOperation.Cascade(
                            cascade.stages().stream()
                                    .map(stage -> stage(step, stage, fanOut, outputs))
                                    .toList(),
                            new EscalationBudget(cascade.escalationMax()));
            case StepOperation.Switch cases ->
                    new CompiledOperation.Switch(
                            cases.cases().stream()
                                    .map(
                                            each ->
                                                    new CompiledOperation.Case(
                                                            callee(step, each.callee(), fanOut),
                                                            each.when().flatMap(this::condition)))
                                    .toList());
        };
    }

    private Optional<Expression> condition(ExpressionText text) {
        return scope.compileCondition(text, List.of());
    }

    /// Its condition reads what it gives by the names of the outputs.
    private CompiledOperation.Stage stage(
            GraphStep step,
            StepOperation.Stage stage,
            Optional<FanOut> fanOut,
            List<Field> outputs) {
        List<Variable> own =
                outputs.stream()
                        .map(
                                field ->
                                        new Variable(
                                                field.name(),
                                                new TensorSpec(
                                                        field.name(), field.type(), field.shape())))
                        .toList();
        return new CompiledOperation.Stage(
                callee(step, stage.callee(), fanOut),
                stage.accept().flatMap(text -> scope.compileCondition(text, own)));
    }

    private BoundCallee callee(GraphStep step, Callee callee, Optional<FanOut> fanOut) {
        Signature signature = Objects.requireNonNull(signatures.get(callee));
        List<Binding> bindings = new ArrayList<>();
        var binder = new Binder(scope, errors, step, fanOut);
        for (Field input : signature.inputs()) {
            binder.bind(callee, signature, input).ifPresent(bindings::add);
        }
        return new BoundCallee(callee, signature, bindings);
    }

    /// Whether the values that stand in are such as the outputs may have.
    private void checkDefaultOutputs(GraphStep step, CompiledStep compiled) {
        if (step.otherwise().isEmpty()) {
            return;
        }
        try {
            MapRecordCodec.toTensors(compiled.defaultOutputs(), step.otherwise(), new TensorPool())
                    .close();
        } catch (ProblemException e) {
            errors.add(
                    step.location(),
                    step.pointer() + "/default-outputs",
                    e.problem().message()
                            + e.problem().violations().stream()
                                    .map(violation -> "; " + violation)
                                    .reduce("", String::concat),
                    "a value for each output of the step",
                    "correct them");
        }
    }
}
