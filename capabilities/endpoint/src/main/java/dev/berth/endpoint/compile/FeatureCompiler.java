package dev.berth.endpoint.compile;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.signature.Field;
import dev.berth.endpoint.execution.FeatureReadExecution;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compiles the steps of an endpoint that read features.
final class FeatureCompiler {
    private final OnlineFeatureReader reads;
    private final FeatureStepInserter steps;
    private final CompilationErrors errors;
    private final Map<String, PreparedFeatures> prepared = new HashMap<>();

    FeatureCompiler(
            OnlineFeatureReader reads, FeatureStepInserter steps, CompilationErrors errors) {
        this.reads = reads;
        this.steps = steps;
        this.errors = errors;
    }

    /// Finds the features of each step; what is not defined is noted.
    void prepareAll() {
        for (GraphStep step : steps.description().graph().steps()) {
            if (step.pattern() instanceof StepOperation.Features features) {
                prepare(step, features);
            }
        }
    }

    private void prepare(GraphStep step, StepOperation.Features features) {
        try {
            prepared.put(step.name(), reads.prepare(List.copyOf(features.values().values())));
        } catch (ProblemException unknown) {
            errors.add(
                    step.location(),
                    step.pointer(),
                    "step '" + step.name() + "': " + unknown.problem().message(),
                    "features that are described in features/",
                    unknown.problem().remedy());
        }
    }

    /// Adds what callers send for features, and nothing else declares.
    void addInputs(GraphStep step, Map<String, Field> fields) {
        PreparedFeatures found = prepared.get(step.name());
        if (found != null && step.pattern() instanceof StepOperation.Features features) {
            FeatureFields.add(step, features, found, steps, fields);
        }
    }

    /// The step, whose outputs are in the scope then; empty if it does not fit, which is noted.
    Optional<CompiledStep> compile(
            GraphStep step, StepOperation.Features features, List<Integer> needs, Scope scope) {
        PreparedFeatures found = prepared.get(step.name());
        if (found == null) {
            scope.putUnknown(step.name());
            return Optional.empty();
        }
        Scope earlier = scope.frozen();
        List<CompiledOperation.Features.Bound> fields = new ArrayList<>();
        found.fields()
                .forEach(
                        (name, type) -> {
                            ExpressionText text =
                                    step.with()
                                            .getOrDefault(
                                                    name,
                                                    new ExpressionText(
                                                            "input." + name,
                                                            step.location(),
                                                            step.pointer()));
                            operand(earlier, text, type)
                                    .ifPresent(
                                            operand ->
                                                    fields.add(
                                                            new CompiledOperation.Features.Bound(
                                                                    name, type, operand)));
                        });
        Optional<CompiledOperation.Features.Operand> asOf =
                features.asOf().flatMap(text -> operand(earlier, text));
        List<GraphValue> outputs = new ArrayList<>();
        List<Optional<Integer>> sent = new ArrayList<>();
        int index = 0;
        for (Map.Entry<String, FeatureSelection> each : features.values().entrySet()) {
            outputs.add(output(step, each.getKey(), found.types().get(index++), scope));
            sent.add(
                    steps.wanted(step.name(), each.getKey())
                            .filter(field -> field.type().isFloating())
                            .flatMap(field -> earlier.find("input." + each.getKey()))
                            .map(GraphValue::slot));
        }
        return Optional.of(
                new CompiledStep(
                        step.name(),
                        new CompiledOperation.Features(
                                reads,
                                features.values().values().stream()
                                        .map(FeatureSelection::feature)
                                        .toList(),
                                found,
                                fields,
                                asOf,
                                sent),
                        needs,
                        outputs,
                        Optional.empty(),
                        step.timeout(),
                        Optional.empty(),
                        step.otherwise()));
    }

    private GraphValue output(GraphStep step, String name, FeatureType type, Scope scope) {
        Field natural = Field.of(name, FeatureFields.read(type), FeatureFields.shape(type));
        Field field = steps.wantedOfRecords(step.name(), name).orElse(natural);
        boolean isNumber = field.type().isFloating() || field.type().isInteger();
        boolean fits =
                !type.isMap()
                        && (isNumber
                                ? type.element().isNumber()
                                        || field.type() == FeatureFields.read(type)
                                : field.type() == natural.type())
                        && (type.isList()
                                ? field.shape().isCompatibleWith(natural.shape())
                                : FeatureReadExecution.isSingle(field.shape()));
        if (!fits) {
            errors.add(
                    step.location(),
                    step.pointer(),
                    "input '" + name + "': a feature of type " + type,
                    field.type() + " " + field.shape().withoutLeading(),
                    "name another feature, or compute the input with an expression");
        }
        return scope.put(step.name() + "." + name, field);
    }

    private Optional<CompiledOperation.Features.Operand> operand(
            Scope scope, ExpressionText text, FeatureType type) {
        Optional<GraphValue> named = scope.findNamed(text);
        if (named.isPresent()
                && named.get().field().type() != FeatureFields.sent(type)
                && named.get().field().type() != FeatureFields.read(type)) {
            errors.add(
                    text,
                    text + " of type " + named.get().field().type(),
                    "a value of type " + FeatureFields.sent(type),
                    "bind another value under `inputs`");
            return Optional.empty();
        }
        return operand(scope, text);
    }

    private static Optional<CompiledOperation.Features.Operand> operand(
            Scope scope, ExpressionText text) {
        Optional<GraphValue> named = scope.findNamed(text);
        if (named.isPresent()) {
            return Optional.of(new CompiledOperation.Features.Operand.Slot(named.get().slot()));
        }
        Optional<Expression> expression = scope.compile(text);
        return expression.map(CompiledOperation.Features.Operand.Computed::new);
    }
}
