package dev.berth.endpoint;

import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.Traffic;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.Mistake;
import dev.berth.encoding.expression.Expression;
import dev.berth.encoding.expression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compiles the variants of an endpoint, each of which has to take and give the same.
final class TrafficCompiler {
    private final EndpointDescription description;
    private final Signatures models;
    private final MistakeNotes mistakes;

    TrafficCompiler(EndpointDescription description, Signatures models, MistakeNotes mistakes) {
        this.description = description;
        this.models = models;
        this.mistakes = mistakes;
    }

    /// Notes what does not fit.
    ///
    /// @param whole the endpoint as its steps say
    Split compile(Traffic traffic, Signature whole) {
        List<Split.Variant> variants = new ArrayList<>();
        for (Traffic.Variant variant : traffic.variants()) {
            switch (EndpointCompiler.compile(description.variant(variant), models)) {
                case EndpointCompiler.Ready(Plan plan) -> {
                    compare(variant, whole.inputs(), plan.signature().inputs(), "takes");
                    compare(variant, whole.outputs(), plan.signature().outputs(), "gives");
                    variants.add(new Split.Variant(variant.name(), variant.weight(), plan));
                }
                case EndpointCompiler.Refused(List<Mistake> found) ->
                        found.forEach(mistake -> note(variant, mistake));
            }
        }
        Optional<Expression> stickyBy =
                traffic.stickyBy()
                        .flatMap(
                                text ->
                                        new Scope(mistakes)
                                                .compile(text, variables(whole.inputs())));
        return new Split(stickyBy, variants);
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

    private void note(Traffic.Variant variant, Mistake mistake) {
        mistakes.add(
                variant.location(),
                variant.pointer(),
                "variant '" + variant.name() + "': " + mistake.found(),
                mistake.expected(),
                mistake.remedy());
    }

    /// Callers must not notice which one they meet but by the values.
    private void compare(
            Traffic.Variant variant, List<Field> wanted, List<Field> found, String verb) {
        List<TensorSpec> specs = wanted.stream().map(Field::spec).toList();
        List<TensorSpec> others = found.stream().map(Field::spec).toList();
        if (!others.equals(specs)) {
            mistakes.add(
                    variant.location(),
                    variant.pointer(),
                    "variant '" + variant.name() + "' " + verb + " " + others,
                    "what the endpoint's steps do: " + specs,
                    "replace models by such that take and give the same");
        }
    }
}
