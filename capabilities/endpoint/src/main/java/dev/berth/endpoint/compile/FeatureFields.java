package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.features.online.PreparedFeatures;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fields that callers send for features: keys, inputs of on-demand features, the instant, and
/// optional values in place of those that would be read.
final class FeatureFields {
    private FeatureFields() {}

    /// The element type of values of a type; a timestamp is a text as RFC 3339 has it where callers
    /// send it.
    static ElementType sent(FeatureType type) {
        return switch (type.element()) {
            case BOOL -> ElementType.BOOL;
            case INT32, INT64 -> ElementType.INT64;
            case FLOAT32, FLOAT64 -> ElementType.FLOAT64;
            case STRING, TIMESTAMP -> ElementType.STRING;
            case BYTES -> ElementType.BYTES;
        };
    }

    /// The element type of a feature as it is: a timestamp in microseconds since 1970.
    static ElementType read(FeatureType type) {
        return switch (type.element()) {
            case BOOL -> ElementType.BOOL;
            case INT32 -> ElementType.INT32;
            case INT64, TIMESTAMP -> ElementType.INT64;
            case FLOAT32 -> ElementType.FLOAT32;
            case FLOAT64 -> ElementType.FLOAT64;
            case STRING -> ElementType.STRING;
            case BYTES -> ElementType.BYTES;
        };
    }

    /// With the dimension of records; that of a list may have any size.
    static DeclaredShape shape(FeatureType type) {
        return GraphValue.ofRecords(
                type.isList()
                        ? DeclaredShape.of(Dimension.dynamic(Dimension.Dynamic.ANONYMOUS))
                        : DeclaredShape.of());
    }

    /// Adds the inputs of the endpoint that a step reads and nothing else declares.
    static void add(
            GraphStep step,
            StepOperation.Features features,
            PreparedFeatures prepared,
            FeatureStepInserter steps,
            Map<String, Field> fields) {
        prepared.fields()
                .forEach(
                        (name, type) ->
                                inputOf(step, name)
                                        .ifPresent(
                                                input ->
                                                        fields.computeIfAbsent(
                                                                input,
                                                                absent -> field(input, type))));
        features.asOf()
                .flatMap(text -> InputFields.inputNamed(text.text()))
                .ifPresent(input -> fields.computeIfAbsent(input, FeatureFields::instant));
        for (String output : features.values().keySet()) {
            steps.wantedOfRecords(step.name(), output)
                    .filter(field -> field.type().isFloating())
                    .ifPresent(field -> fields.computeIfAbsent(output, name -> filled(field)));
        }
    }

    private static Optional<String> inputOf(GraphStep step, String name) {
        var text = step.with().get(name);
        return text == null ? Optional.of(name) : InputFields.inputNamed(text.text());
    }

    private static Field field(String name, FeatureType type) {
        return described(
                Field.of(name, sent(type), shape(type)),
                "by which features are found or computed",
                Optional.empty());
    }

    private static Field instant(String name) {
        return described(
                Field.of(name, ElementType.STRING, GraphValue.ofRecords(DeclaredShape.of())),
                "the instant as of which features are wanted, such as 2026-11-27T12:00:00Z",
                Optional.empty());
    }

    /// What is left out is not a number, and what is not a number is read.
    private static Field filled(Field field) {
        return described(field, field.meaning() + " (read if left out)", Optional.of(Double.NaN));
    }

    private static Field described(Field field, String meaning, Optional<Object> fallback) {
        return new Field(
                field.name(),
                field.type(),
                field.shape(),
                meaning,
                field.unit(),
                Optional.empty(),
                List.of(),
                field.example(),
                fallback,
                field.missing());
    }
}
