package dev.berth.evaluation.output;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Choice of an output of a signature for a purpose.
final class OutputFields {
    private OutputFields() {}

    /// The named output, or the only one that fits.
    ///
    /// @param purpose such as `the score`
    /// @param expected of a field that fits, such as `numbers`
    /// @throws ProblemException `evaluation-invalid` if there is none, or more than one
    static Field choose(
            Signature signature,
            Optional<String> name,
            String purpose,
            String expected,
            Predicate<Field> fits) {
        List<String> names = signature.outputs().stream().map(Field::name).toList();
        if (name.isPresent()) {
            Field field =
                    signature
                            .findOutput(name.get())
                            .orElseThrow(
                                    () ->
                                            invalid(
                                                    "no output '"
                                                            + name.get()
                                                            + "' for "
                                                            + purpose
                                                            + NearestName.hint(name.get(), names)
                                                            + " (expected: one of "
                                                            + String.join(", ", names)
                                                            + ")"));
            if (!fits.test(field)) {
                throw invalid(
                        "output '"
                                + field.name()
                                + "' is "
                                + field.type()
                                + " "
                                + signature.recordShape(field)
                                + " (expected: "
                                + expected
                                + " for "
                                + purpose
                                + ")");
            }
            return field;
        }
        List<Field> fitting = signature.outputs().stream().filter(fits).toList();
        if (fitting.size() != 1) {
            throw invalid(
                    (fitting.isEmpty() ? "no output" : fitting.size() + " outputs")
                            + " that can be "
                            + purpose
                            + " among "
                            + String.join(", ", names)
                            + " (expected: one with "
                            + expected
                            + ", or its name)");
        }
        return fitting.getFirst();
    }

    /// The number of elements of a record's output: 1 for a single value, empty if it is not fixed.
    static OptionalInt size(Signature signature, Field field) {
        DeclaredShape shape = signature.recordShape(field);
        if (shape.rank() == 0) {
            return OptionalInt.of(1);
        }
        return shape.rank() == 1 && shape.at(0) instanceof Dimension.Fixed(long size)
                ? OptionalInt.of((int) Math.min(size, Integer.MAX_VALUE))
                : OptionalInt.empty();
    }

    static ProblemException invalid(String message) {
        return new ProblemException(
                ProblemCode.EVALUATION_INVALID, message, "correct `score` of the evaluation");
    }
}
