package dev.berth.endpoint;

import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.ExpressionText;
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

/// Compiles the variants and shadows of an endpoint, each of which has to take and give the same.
final class TrafficCompiler {
    private final EndpointDescription description;
    private final Signatures models;
    private final MistakeNotes mistakes;

    TrafficCompiler(EndpointDescription description, Signatures models, MistakeNotes mistakes) {
        this.description = description;
        this.models = models;
        this.mistakes = mistakes;
    }

    /// The plan with its variants and shadows; notes what does not fit.
    ///
    /// @param whole the endpoint as its steps say
    Plan compile(Traffic traffic, Plan whole) {
        List<Split.Variant> variants = new ArrayList<>();
        for (Traffic.Variant variant : traffic.variants()) {
            compile(variant.arm(), "variant", whole.signature())
                    .ifPresent(
                            plan ->
                                    variants.add(
                                            new Split.Variant(
                                                    variant.name(), variant.weight(), plan)));
        }
        List<Plan.Shadow> shadows = new ArrayList<>();
        for (Traffic.Shadow shadow : traffic.shadows()) {
            compile(shadow.arm(), "shadow", whole.signature())
                    .ifPresent(
                            plan ->
                                    shadows.add(
                                            new Plan.Shadow(shadow.name(), shadow.share(), plan)));
        }
        Optional<Expression> stickyBy = expression(traffic.stickyBy(), whole.signature());
        Optional<Expression> chooseBy = expression(traffic.chooseBy(), whole.signature());
        Optional<Split> split =
                variants.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Split(stickyBy, chooseBy, variants));
        return whole.with(split, shadows);
    }

    private Optional<Plan> compile(Traffic.Arm arm, String kind, Signature whole) {
        return switch (EndpointCompiler.compile(description.arm(arm), models)) {
            case EndpointCompiler.Ready(Plan plan) -> {
                compare(arm, kind + " takes", whole.inputs(), plan.signature().inputs());
                compare(arm, kind + " gives", whole.outputs(), plan.signature().outputs());
                yield Optional.of(plan);
            }
            case EndpointCompiler.Refused(List<Mistake> found) -> {
                found.forEach(mistake -> note(arm, kind, mistake));
                yield Optional.empty();
            }
        };
    }

    private Optional<Expression> expression(Optional<ExpressionText> text, Signature whole) {
        return text.flatMap(each -> new Scope(mistakes).compile(each, variables(whole.inputs())));
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

    private void note(Traffic.Arm arm, String kind, Mistake mistake) {
        mistakes.add(
                arm.location(),
                arm.pointer(),
                kind + " '" + arm.name() + "': " + mistake.found(),
                mistake.expected(),
                mistake.remedy());
    }

    /// Callers must not notice which one they meet but by the values.
    private void compare(
            Traffic.Arm arm, String kindAndVerb, List<Field> wanted, List<Field> found) {
        List<TensorSpec> specs = wanted.stream().map(Field::spec).toList();
        List<TensorSpec> others = found.stream().map(Field::spec).toList();
        if (!others.equals(specs)) {
            int space = kindAndVerb.indexOf(' ');
            mistakes.add(
                    arm.location(),
                    arm.pointer(),
                    kindAndVerb.substring(0, space)
                            + " '"
                            + arm.name()
                            + "'"
                            + kindAndVerb.substring(space)
                            + " "
                            + others,
                    "what the endpoint's steps do: " + specs,
                    "replace models by such that take and give the same");
        }
    }
}
