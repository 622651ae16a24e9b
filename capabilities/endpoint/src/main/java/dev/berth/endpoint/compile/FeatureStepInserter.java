package dev.berth.endpoint.compile;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.InferenceGraph;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.graph.GraphValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An endpoint with a step that reads features before each step that calls a model whose package
/// declares some: for those of its inputs that are neither bound by the step nor declared as inputs
/// of the endpoint.
///
/// @param description with these steps
/// @param filled the signature of what is called, by the name of the step that reads features for
///   it
record FeatureStepInserter(EndpointDescription description, Map<String, Signature> filled) {
    private static final String PREFIX = "features_";

    FeatureStepInserter {
        filled = Map.copyOf(filled);
    }

    static FeatureStepInserter of(EndpointDescription description, SignatureResolver models) {
        Set<String> declared =
                description.graph().inputs().stream().map(Field::name).collect(Collectors.toSet());
        List<GraphStep> steps = new ArrayList<>();
        Map<String, Signature> filled = new HashMap<>();
        for (GraphStep step : description.graph().steps()) {
            PackageFeatures features = features(step, models);
            Map<String, FeatureSelection> wanted = new LinkedHashMap<>(features.inputs());
            wanted.keySet().removeIf(name -> step.with().containsKey(name));
            wanted.keySet().removeAll(declared);
            if (wanted.isEmpty()) {
                steps.add(step);
                continue;
            }
            GraphStep reading = reading(step, wanted, features.asOf());
            steps.add(reading);
            steps.add(reading(step, reading.name(), wanted.keySet()));
            filled.put(reading.name(), models.of(step.pattern().callees().getFirst()));
        }
        InferenceGraph graph =
                new InferenceGraph(
                        description.graph().inputs(), steps, description.graph().outputs());
        return new FeatureStepInserter(description.with(graph), filled);
    }

    private static PackageFeatures features(GraphStep step, SignatureResolver models) {
        if (step.each().isPresent()
                || !(step.pattern()
                        instanceof StepOperation.Call(Callee.Model(var name, var version)))) {
            return PackageFeatures.NONE;
        }
        try {
            return models.features(name, version);
        } catch (ProblemException absent) {
            // Which is noted where the model is called.
            return PackageFeatures.NONE;
        }
    }

    private static GraphStep reading(
            GraphStep step, Map<String, FeatureSelection> wanted, Optional<String> asOf) {
        return new GraphStep(
                PREFIX + step.name(),
                new StepOperation.Features(wanted, asOf.map(field -> text("input." + field, step))),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                step.location(),
                step.pointer());
    }

    /// The step that calls the model, with what was read.
    private static GraphStep reading(GraphStep step, String from, Set<String> inputs) {
        Map<String, ExpressionText> with = new LinkedHashMap<>(step.with());
        inputs.forEach(input -> with.put(input, text(from + "." + input, step)));
        return new GraphStep(
                step.name(),
                step.pattern(),
                with,
                step.each(),
                step.timeout(),
                step.breaker(),
                step.otherwise(),
                step.location(),
                step.pointer());
    }

    private static ExpressionText text(String expression, GraphStep step) {
        return new ExpressionText(expression, step.location(), step.pointer());
    }

    /// What a step's output has to be like; empty where it is as the feature is.
    Optional<Field> wanted(String step, String output) {
        return Optional.ofNullable(filled.get(step))
                .flatMap(signature -> signature.findInput(output));
    }

    /// The same with the dimension of records.
    Optional<Field> wantedOfRecords(String step, String output) {
        return Optional.ofNullable(filled.get(step))
                .flatMap(
                        signature ->
                                signature
                                        .findInput(output)
                                        .map(
                                                field ->
                                                        GraphValue.with(
                                                                field,
                                                                output,
                                                                GraphValue.ofRecords(
                                                                        signature.recordShape(
                                                                                field)))));
    }
}
