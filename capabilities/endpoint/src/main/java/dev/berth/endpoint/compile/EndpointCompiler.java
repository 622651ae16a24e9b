package dev.berth.endpoint.compile;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.execution.CompiledAlternatives;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.endpoint.graph.CompiledGuard;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.endpoint.graph.ResponseStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Compiles a description to a [CompiledEndpoint]: determines the types of everything, from the
/// inputs through the steps to the outputs, and collects all errors.
///
/// Order: the inputs, those that are declared and those that follow from what reads them; the
/// guards on them; the steps, each after those that it reads; the outputs; the guards on these. A
/// guard that replaces a value puts another of its name, which is what is read from there on.
public final class EndpointCompiler {
    /// Enough of a digest to distinguish states of a file.
    private static final int VERSION_LENGTH = 12;

    /// As its author wrote it.
    private final EndpointDescription written;

    /// With steps that read the features of models.
    private final EndpointDescription description;

    private final FeatureCompiler features;
    private final Map<Callee, Signature> signatures = new HashMap<>();
    private final CompilationErrors errors = new CompilationErrors();
    private final Scope scope = new Scope(errors);
    private final Map<String, List<CompiledOperation.Computed>> rules = new HashMap<>();

    private EndpointCompiler(EndpointDescription written, SignatureResolver models) {
        this.written = written;
        FeatureStepInserter steps = FeatureStepInserter.of(written, models);
        this.description = steps.description();
        this.features = new FeatureCompiler(models.featureReads(), steps, errors);
    }

    /// Result of a compilation.
    public sealed interface Compiled {}

    public record Ready(CompiledEndpoint plan) implements Compiled {}

    /// A description that cannot be compiled.
    ///
    /// @param errors at least one
    public record Refused(List<ValidationError> errors) implements Compiled {
        public Refused {
            errors = List.copyOf(errors);
        }
    }

    public static Compiled compile(EndpointDescription description, SignatureResolver models) {
        var compiler = new EndpointCompiler(description, models);
        Compiled whole = compiler.compile(models);
        boolean isAlone = description.traffic().isEmpty() && description.fallbacks().isEmpty();
        if (isAlone || !(whole instanceof Ready(CompiledEndpoint plan))) {
            return whole;
        }
        var errors = new CompilationErrors();
        CompiledAlternatives alternatives = compiler.alternatives(plan, models, errors);
        return errors.isEmpty() ? new Ready(plan.with(alternatives)) : new Refused(errors.all());
    }

    private CompiledAlternatives alternatives(
            CompiledEndpoint plan, SignatureResolver models, CompilationErrors ofArms) {
        var compiler = new GraphVariantCompiler(written, models, plan.signature(), ofArms);
        List<CompiledAlternatives.Fallback> fallbacks = new ArrayList<>();
        for (FallbackRule fallback : description.fallbacks()) {
            source(fallback, plan, compiler)
                    .map(source -> new CompiledAlternatives.Fallback(fallback.name(), source))
                    .ifPresent(fallbacks::add);
        }
        var traffic = new TrafficCompiler(compiler, ofArms);
        return new CompiledAlternatives(
                description.traffic().flatMap(each -> traffic.split(each, plan.signature())),
                description.traffic().map(traffic::shadows).orElse(List.of()),
                fallbacks);
    }

    private Optional<CompiledAlternatives.Source> source(
            FallbackRule fallback, CompiledEndpoint plan, GraphVariantCompiler compiler) {
        return switch (fallback) {
            case FallbackRule.Kept kept ->
                    Optional.of(new CompiledAlternatives.Kept(kept.ageMax()));
            case FallbackRule.Other(var arm) ->
                    compiler.compile(arm, "fallback").map(CompiledAlternatives.Other::new);
            case FallbackRule.Answer answer ->
                    Optional.of(
                            new CompiledAlternatives.Other(
                                    plan.by(
                                            new ResponseStrategy.Rule(
                                                    rules.getOrDefault(
                                                            answer.name(), List.of())))));
        };
    }

    private Compiled compile(SignatureResolver models) {
        List<GraphStep> order = StepOrder.of(description.graph().steps(), errors);
        StepBudget.check(description, order, errors);
        description.graph().steps().forEach(step -> findModels(step, models));
        features.prepareAll();
        if (!errors.isEmpty()) {
            return new Refused(errors.all());
        }
        List<Field> inputs = InputFields.of(description, signatures, features);
        if (inputs.isEmpty()) {
            errors.add(
                    description.location(),
                    "/steps",
                    "steps that read no input",
                    "at least one field that callers send",
                    "let a step read `input`, or declare what callers send under `inputs`");
        }
        inputs.forEach(input -> scope.put("input." + input.name(), input));
        description
                .precomputed()
                .ifPresent(each -> PrecomputedCheck.run(each, description, inputs, errors));
        var inputGuards = compile(Guard.Position.INPUT, "input.", List.of());
        List<Integer> inputSlots =
                inputs.stream()
                        .flatMap(input -> scope.find("input." + input.name()).stream())
                        .map(GraphValue::slot)
                        .toList();
        Scope afterInputGuards = scope.frozen();
        var stepCompiler = new StepCompiler(scope, signatures, features, errors);
        List<CompiledStep> steps = new ArrayList<>();
        for (GraphStep step : order) {
            stepCompiler.compile(step, steps).ifPresent(steps::add);
        }
        if (!errors.isEmpty()) {
            return new Refused(errors.all());
        }
        var outputs = new OutputCompiler(description, scope, signatures, errors);
        outputs.compile();
        var outputGuards = compile(Guard.Position.OUTPUT, "output.", outputs.lists());
        List<GraphValue> answer = new ArrayList<>();
        for (String name : outputs.names()) {
            scope.find("output." + name).ifPresent(answer::add);
        }
        List<CompiledGuard> closedInput = close(inputGuards, answer);
        List<CompiledGuard> closedOutput = close(outputGuards, answer);
        compileRules(afterInputGuards, answer);
        if (!errors.isEmpty()) {
            return new Refused(errors.all());
        }
        return new Ready(
                CompiledEndpoint.of(
                        description,
                        ModelReference.of(
                                description.name().value(),
                                description.digest().hex().substring(0, VERSION_LENGTH)),
                        signature(inputs, answer, outputs.lists()),
                        new CompiledGraph(
                                closedInput,
                                inputSlots,
                                steps,
                                outputs.outputs(),
                                closedOutput,
                                answer.stream().map(GraphValue::slot).toList(),
                                scope.slotsByReference(),
                                scope.slotCount(),
                                scope.iterationDepth())));
    }

    /// What fallbacks answer by themselves.
    private void compileRules(Scope view, List<GraphValue> answer) {
        for (FallbackRule fallback : description.fallbacks()) {
            if (fallback instanceof FallbackRule.Answer rule) {
                var compiler =
                        new RuleResponseCompiler(
                                "fallback '" + rule.name() + "'",
                                rule.location(),
                                rule.pointer(),
                                view,
                                errors);
                rules.put(rule.name(), compiler.compile(rule.values(), answer));
            }
        }
    }

    private static Signature signature(
            List<Field> inputs, List<GraphValue> answer, List<ObjectListSpec> lists) {
        List<Field> outputs =
                answer.stream()
                        .map(
                                value ->
                                        GraphValue.with(
                                                value.field(),
                                                CompiledStep.outputName(value),
                                                value.field().shape()))
                        .toList();
        return new Signature(Optional.of(GraphValue.RECORDS), inputs, outputs, lists);
    }

    private void findModels(GraphStep step, SignatureResolver models) {
        for (Callee callee : StepCompiler.callees(step)) {
            try {
                signatures.put(callee, models.of(callee));
                requireDeterministic(callee, step, models);
            } catch (ProblemException e) {
                errors.add(
                        step.location(),
                        step.pointer(),
                        "step '" + step.name() + "' calls " + callee + ": " + e.problem().message(),
                        switch (callee) {
                            case Callee.Model model -> "a model that is served";
                            case Callee.Endpoint endpoint -> "an endpoint that answers";
                            case Callee.Remote remote -> "a remote that answers";
                        },
                        e.problem().remedy());
            }
        }
    }

    /// Answers are kept only where equal records have equal ones.
    private void requireDeterministic(Callee callee, GraphStep step, SignatureResolver models) {
        boolean mayDiffer =
                switch (callee) {
                    case Callee.Model model -> false;
                    case Callee.Endpoint(var name) -> !models.isDeterministic(name);
                    // A change of its model is not reported.
                    case Callee.Remote remote -> true;
                };
        if (description.cache().isPresent() && mayDiffer) {
            errors.add(
                    step.location(),
                    step.pointer(),
                    "a cache over step '" + step.name() + "', which calls " + callee,
                    "a deterministic callee whose changes are reported; this one, or one that it calls, is not",
                    "remove `cache`");
        }
    }

    /// Compiles the guards at a position, each of which waits for the fields of the answer.
    private List<Function<List<GraphValue>, CompiledGuard>> compile(
            Guard.Position position, String prefix, List<ObjectListSpec> lists) {
        List<Function<List<GraphValue>, CompiledGuard>> compiled = new ArrayList<>();
        for (Guard guard : description.guards()) {
            if (guard.position() == position) {
                new GuardCompiler(guard, prefix, lists, scope.frozen(), scope, errors)
                        .compile()
                        .ifPresent(compiled::add);
            }
        }
        return compiled;
    }

    private static List<CompiledGuard> close(
            List<Function<List<GraphValue>, CompiledGuard>> guards, List<GraphValue> answer) {
        return guards.stream().map(guard -> guard.apply(answer)).toList();
    }
}
