package dev.berth.endpoint.compile;

import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.system.SourceLocation;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Compiles a response that expressions give: all fields, each as the steps would give it.
///
/// @param what whose answer it is, for errors and problems
/// @param view what the expressions read
record RuleResponseCompiler(
        String what,
        SourceLocation location,
        String pointer,
        Scope view,
        CompilationErrors errors) {

    /// The values for the slots of the answer; notes what does not fit.
    ///
    /// @param values by the name of an output
    /// @param answer the fields of the answer, where they are after all guards
    List<CompiledOperation.Computed> compile(
            Map<String, ExpressionText> values, List<GraphValue> answer) {
        List<String> names = answer.stream().map(CompiledStep::outputName).toList();
        values.keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(
                        name ->
                                note(
                                        "the field '"
                                                + SanitizedText.of(name)
                                                + "'"
                                                + NearestName.hint(name, names),
                                        "one of " + String.join(", ", names)));
        List<CompiledOperation.Computed> computed = new ArrayList<>();
        for (GraphValue value : answer) {
            String name = CompiledStep.outputName(value);
            ExpressionText text = values.get(name);
            if (text == null) {
                note("an answer without '" + name + "'", "all fields of the answer");
                continue;
            }
            view.compile(text)
                    .filter(expression -> fits(text, expression, value, errors))
                    .map(
                            expression ->
                                    new CompiledOperation.Computed(
                                            what + ", " + name,
                                            value.slot(),
                                            value.field(),
                                            expression))
                    .ifPresent(computed::add);
        }
        return computed;
    }

    private void note(String found, String expected) {
        errors.add(
                location,
                pointer,
                what + ": " + found,
                expected,
                "correct the " + what.substring(0, what.indexOf(' ')));
    }

    /// Whether an expression gives what a value is; notes it if not.
    static boolean fits(
            ExpressionText text,
            Expression expression,
            GraphValue value,
            CompilationErrors errors) {
        if (expression.gives(value.field().type())
                && expression.rank() == value.field().shape().rank() - 1) {
            return true;
        }
        errors.add(
                text,
                "'" + SanitizedText.of(text.text()) + "', which gives " + expression.resultName(),
                value.field().type() + " " + value.field().shape().withoutLeading(),
                "correct it");
        return false;
    }
}
