package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.graph.GraphValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The outputs of a step: those that all its callees have, with types that all agree on.
final class OutputFields {
    private OutputFields() {}

    /// In the order of the first; with the dimension of records.
    static List<Field> common(
            GraphStep step, List<Signature> signatures, CompilationErrors errors) {
        List<Field> common = new ArrayList<>();
        Signature first = signatures.getFirst();
        for (Field output : first.outputs()) {
            Optional<Field> merged = Optional.of(ofRecords(first, output));
            for (Signature other : signatures.subList(1, signatures.size())) {
                merged =
                        merged.flatMap(
                                before ->
                                        other.findOutput(output.name())
                                                .flatMap(
                                                        field ->
                                                                merge(
                                                                        before,
                                                                        ofRecords(other, field))));
            }
            merged.filter(field -> canBeCombined(step.pattern(), field)).ifPresent(common::add);
        }
        if (common.isEmpty()) {
            errors.add(
                    step.location(),
                    step.pointer(),
                    "no output that all of them have with the same type and shape"
                            + (step.pattern() instanceof StepOperation.Ensemble
                                    ? " and that can be combined so"
                                    : ""),
                    "at least one",
                    "call models with the same outputs, or make steps of their own of them");
        }
        return common;
    }

    private static Field ofRecords(Signature signature, Field field) {
        return GraphValue.with(
                field, field.name(), GraphValue.ofRecords(signature.recordShape(field)));
    }

    private static boolean canBeCombined(StepOperation pattern, Field field) {
        return !(pattern instanceof StepOperation.Ensemble ensemble)
                || switch (ensemble.combination()) {
                    case MEAN -> field.type().isFloating();
                    case VOTE -> true;
                };
    }

    /// What holds for both, if anything does. Where sizes differ any may come.
    private static Optional<Field> merge(Field a, Field b) {
        if (a.type() != b.type() || a.shape().rank() != b.shape().rank()) {
            return Optional.empty();
        }
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < a.shape().rank(); i++) {
            Dimension own = a.shape().at(i);
            dimensions.add(
                    own.equals(b.shape().at(i))
                            ? own
                            : Dimension.dynamic(Dimension.Dynamic.ANONYMOUS));
        }
        return Optional.of(
                new Field(
                        a.name(),
                        a.type(),
                        new DeclaredShape(dimensions),
                        a.meaning(),
                        a.unit().filter(unit -> b.unit().equals(Optional.of(unit))),
                        a.range().filter(range -> b.range().equals(Optional.of(range))),
                        a.categories().equals(b.categories()) ? a.categories() : List.of(),
                        a.example(),
                        Optional.empty()));
    }
}
