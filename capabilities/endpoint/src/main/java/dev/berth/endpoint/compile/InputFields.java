package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.graph.GraphValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The inputs of an endpoint: those that it declares, and those that steps hand on as they are,
/// which have the type and meaning that they have there.
final class InputFields {
    private static final Pattern NAMED = Pattern.compile("\\s*input\\.([A-Za-z][A-Za-z0-9_]*)\\s*");

    private InputFields() {}

    /// In the order of the file; with the dimension of records.
    static List<Field> of(
            EndpointDescription description,
            Map<Callee, Signature> signatures,
            FeatureCompiler features) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Field declared : description.graph().inputs()) {
            fields.put(
                    declared.name(),
                    GraphValue.with(
                            declared, declared.name(), GraphValue.ofRecords(declared.shape())));
        }
        for (GraphStep step : description.graph().steps()) {
            features.addInputs(step, fields);
            for (Callee callee : StepCompiler.callees(step)) {
                Signature signature = signatures.get(callee);
                if (signature != null) {
                    addFrom(step, signature, fields);
                }
            }
        }
        return new ArrayList<>(fields.values());
    }

    private static void addFrom(GraphStep step, Signature signature, Map<String, Field> fields) {
        for (Field input : signature.inputs()) {
            ExpressionText text = step.with().get(input.name());
            Optional<String> name =
                    text == null ? Optional.of(input.name()) : inputNamed(text.text());
            name.ifPresent(
                    found ->
                            fields.computeIfAbsent(
                                    found,
                                    absent ->
                                            GraphValue.with(
                                                    input,
                                                    found,
                                                    GraphValue.ofRecords(
                                                            signature.recordShape(input)))));
        }
    }

    /// The endpoint's input that a text names if it does nothing else.
    static Optional<String> inputNamed(String text) {
        Matcher matcher = NAMED.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
