package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.endpoint.graph.Binding;
import dev.berth.endpoint.graph.FanOut;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import dev.berth.expression.Variable;
import java.util.List;
import java.util.Optional;

/// Binds the inputs of a step's callee to their sources, and checks that they fit.
final class Binder {
    private final Scope scope;
    private final CompilationErrors errors;
    private final GraphStep step;
    private final Optional<FanOut> fanOut;

    Binder(Scope scope, CompilationErrors errors, GraphStep step, Optional<FanOut> fanOut) {
        this.scope = scope;
        this.errors = errors;
        this.step = step;
        this.fanOut = fanOut;
    }

    /// Empty if it does not fit, which is noted.
    Optional<Binding> bind(Callee callee, Signature signature, Field input) {
        ExpressionText written = step.with().get(input.name());
        ExpressionText text =
                written == null
                        ? new ExpressionText(
                                "input." + input.name(), step.location(), step.pointer())
                        : written;
        String what = "input '" + input.name() + "' of " + callee;
        Field wanted =
                GraphValue.with(
                        input, input.name(), GraphValue.ofRecords(signature.recordShape(input)));
        if (fanOut.isPresent() && text.text().strip().equals(fanOut.get().variable())) {
            FanOut each = fanOut.get();
            Field element =
                    GraphValue.with(each.list().field(), each.variable(), each.elementShape());
            return fits(what, element, wanted, text)
                    ? Optional.of(new Binding.OfElements(input.name(), input.type()))
                    : Optional.empty();
        }
        Optional<GraphValue> named = scope.findNamed(text);
        if (named.isPresent()) {
            return fits(what, named.get().field(), wanted, text)
                    ? Optional.of(
                            new Binding.OfValue(input.name(), input.type(), named.get().slot()))
                    : Optional.empty();
        }
        List<Variable> own = fanOut.map(FanOut::elementVariable).stream().toList();
        return scope.compile(text, own)
                .filter(expression -> fits(what, expression, wanted, text))
                .map(
                        expression ->
                                new Binding.OfExpression(
                                        input.name(),
                                        input.type(),
                                        expression,
                                        fanOut.isPresent()
                                                && expression
                                                        .inputs()
                                                        .contains(fanOut.get().variable())));
    }

    private boolean fits(String what, Field found, Field wanted, ExpressionText text) {
        boolean sameType =
                found.type() == wanted.type()
                        || (found.type().isVariable() && wanted.type().isVariable());
        if (!sameType || !wanted.shape().isCompatibleWith(found.shape())) {
            errors.add(
                    text,
                    what + ": " + found.type() + " " + record(found.shape()),
                    wanted.type() + " " + record(wanted.shape()),
                    sameType || !isNumber(found.type()) || !isNumber(wanted.type())
                            ? "bind another value, or compute one"
                            : "convert it with an expression such as "
                                    + (wanted.type().isFloating() ? "double(" : "int(")
                                    + text
                                    + ")");
            return false;
        }
        boolean sameUnit =
                found.unit().isEmpty()
                        || wanted.unit().isEmpty()
                        || found.unit().equals(wanted.unit());
        if (!sameUnit) {
            errors.add(
                    text,
                    what + ": a value in " + found.unit().orElseThrow(),
                    "one in " + wanted.unit().orElseThrow(),
                    "convert it with an expression, which has no unit of its own");
        }
        return sameUnit;
    }

    private static boolean isNumber(ElementType type) {
        return type.isFloating() || type.isInteger();
    }

    private static DeclaredShape record(DeclaredShape shape) {
        return shape.withoutLeading();
    }

    private boolean fits(String what, Expression expression, Field wanted, ExpressionText text) {
        if (expression.gives(wanted.type()) && expression.rank() == wanted.shape().rank() - 1) {
            return true;
        }
        errors.add(
                text,
                what + ": an expression that gives " + expression.resultName(),
                wanted.type()
                        + " "
                        + record(wanted.shape())
                        + ", "
                        + Expression.expected(wanted.type()),
                "correct it");
        return false;
    }
}
