package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.endpoint.execution.CompiledAlternatives;
import dev.berth.endpoint.execution.TrafficSplitter;
import dev.berth.expression.Expression;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compiles the variants and shadows of an endpoint.
final class TrafficCompiler {
    private final GraphVariantCompiler alternatives;
    private final CompilationErrors errors;

    TrafficCompiler(GraphVariantCompiler alternatives, CompilationErrors errors) {
        this.alternatives = alternatives;
        this.errors = errors;
    }

    /// How records are divided, if they are; notes what does not fit.
    ///
    /// @param whole what the endpoint takes and gives
    Optional<TrafficSplitter> split(TrafficPolicy traffic, Signature whole) {
        List<TrafficSplitter.Variant> variants = new ArrayList<>();
        for (TrafficPolicy.Variant variant : traffic.variants()) {
            alternatives
                    .compile(variant.arm(), "variant")
                    .map(
                            plan ->
                                    new TrafficSplitter.Variant(
                                            variant.name(), variant.weight(), plan))
                    .ifPresent(variants::add);
        }
        Optional<Expression> stickyBy = expression(traffic.stickyBy(), whole);
        Optional<Expression> chooseBy = expression(traffic.chooseBy(), whole);
        return variants.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrafficSplitter(stickyBy, chooseBy, variants));
    }

    List<CompiledAlternatives.Shadow> shadows(TrafficPolicy traffic) {
        List<CompiledAlternatives.Shadow> shadows = new ArrayList<>();
        for (TrafficPolicy.Shadow shadow : traffic.shadows()) {
            alternatives
                    .compile(shadow.arm(), "shadow")
                    .map(
                            plan ->
                                    new CompiledAlternatives.Shadow(
                                            shadow.name(), shadow.share(), plan))
                    .ifPresent(shadows::add);
        }
        return shadows;
    }

    private Optional<Expression> expression(Optional<ExpressionText> text, Signature whole) {
        return text.flatMap(each -> new Scope(errors).compile(each, variables(whole.inputs())));
    }

    private static List<Variable> variables(List<Field> inputs) {
        return inputs.stream()
                .map(
                        input ->
                                new Variable(
                                        "input." + input.name(),
                                        new TensorSpec(input.name(), input.type(), input.shape())))
                .toList();
    }
}
