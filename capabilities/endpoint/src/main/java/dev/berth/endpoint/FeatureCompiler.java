package dev.berth.endpoint;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Pattern;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.signature.Field;
import dev.berth.encoding.expression.Expression;
import dev.berth.features.online.FeatureReads;
import dev.berth.features.online.PreparedFeatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compiles the steps of an endpoint that read features.
final class FeatureCompiler {
    private final FeatureReads reads;
    private final FeatureSteps steps;
    private final MistakeNotes mistakes;
    private final Map<String, PreparedFeatures> prepared = new HashMap<>();

    FeatureCompiler(FeatureReads reads, FeatureSteps steps, MistakeNotes mistakes) {
        this.reads = reads;
        this.steps = steps;
        this.mistakes = mistakes;
    }

    /// Finds the features of each step; what is not defined is noted.
    void prepareAll() {
        for (GraphStep step : steps.description().graph().steps()) {
            if (step.pattern() instanceof Pattern.Features features) {
                prepare(step, features);
            }
        }
    }

    private void prepare(GraphStep step, Pattern.Features features) {
        try {
            prepared.put(step.name(), reads.prepare(List.copyOf(features.values().values())));
        } catch (ProblemException unknown) {
            mistakes.add(
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
        if (found != null && step.pattern() instanceof Pattern.Features features) {
            FeatureFields.add(step, features, found, steps, fields);
        }
    }

    /// The step, whose outputs are in the scope then; empty if it does not fit, which is noted.
    Optional<PlanStep> compile(
            GraphStep step, Pattern.Features features, List<Integer> needs, Scope scope) {
        PreparedFeatures found = prepared.get(step.name());
        if (found == null) {
            scope.putUnknown(step.name());
            return Optional.empty();
        }
        Scope earlier = scope.frozen();
        List<Action.Features.Bound> fields = new ArrayList<>();
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
                                                            new Action.Features.Bound(
                                                                    name, type, operand)));
                        });
        Optional<Action.Features.Operand> asOf =
                features.asOf().flatMap(text -> operand(earlier, text));
        List<Value> outputs = new ArrayList<>();
        List<Optional<Integer>> sent = new ArrayList<>();
        int index = 0;
        for (Map.Entry<String, FeatureSelection> each : features.values().entrySet()) {
            outputs.add(output(step, each.getKey(), found.types().get(index++), scope));
            sent.add(
                    steps.wanted(step.name(), each.getKey())
                            .filter(field -> field.type().isFloating())
                            .flatMap(field -> earlier.find("input." + each.getKey()))
                            .map(Value::slot));
        }
        return Optional.of(
                new PlanStep(
                        step.name(),
                        new Action.Features(reads, found, fields, asOf, sent),
                        needs,
                        outputs,
                        Optional.empty(),
                        step.timeout(),
                        Optional.empty(),
                        step.otherwise()));
    }

    private Value output(GraphStep step, String name, FeatureType type, Scope scope) {
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
                                : FeatureRun.isSingle(field.shape()));
        if (!fits) {
            mistakes.add(
                    step.location(),
                    step.pointer(),
                    "input '" + name + "': a feature of type " + type,
                    field.type() + " " + field.shape().withoutLeading(),
                    "name another feature, or compute the input with an expression");
        }
        return scope.put(step.name() + "." + name, field);
    }

    private Optional<Action.Features.Operand> operand(
            Scope scope, ExpressionText text, FeatureType type) {
        Optional<Value> named = scope.findNamed(text);
        if (named.isPresent()
                && named.get().field().type() != FeatureFields.sent(type)
                && named.get().field().type() != FeatureFields.read(type)) {
            mistakes.add(
                    text,
                    text + " of type " + named.get().field().type(),
                    "a value of type " + FeatureFields.sent(type),
                    "bind another value under `with`");
            return Optional.empty();
        }
        return operand(scope, text);
    }

    private static Optional<Action.Features.Operand> operand(Scope scope, ExpressionText text) {
        Optional<Value> named = scope.findNamed(text);
        if (named.isPresent()) {
            return Optional.of(new Action.Features.Operand.Slot(named.get().slot()));
        }
        Optional<Expression> expression = scope.compile(text);
        return expression.map(Action.Features.Operand.Computed::new);
    }
}
