package dev.berth.evaluation.output;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.scoring.row.InvalidRowException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Output that is a list of finite numbers, such as the scores of classes or an embedding.
public final class NumbersOutput {
    private final Field field;
    private final OptionalInt size;
    private final boolean isNarrow;

    private NumbersOutput(Signature signature, Field field) {
        this.field = field;
        this.size = OutputFields.size(signature, field);
        this.isNarrow = NumberOutput.isNarrow(field.type());
    }

    /// Chooses an output.
    ///
    /// @param output its name; empty for the only one with a list of numbers
    /// @param purpose such as `the scores`
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if that is none
    public static NumbersOutput of(Signature signature, Optional<String> output, String purpose) {
        return new NumbersOutput(
                signature,
                OutputFields.choose(
                        signature,
                        output,
                        purpose,
                        "a list of numbers",
                        each -> isList(signature, each)));
    }

    /// As [#of], empty if no name is given and no output has a list of numbers.
    public static Optional<NumbersOutput> find(
            Signature signature, Optional<String> output, String purpose) {
        boolean isAny = signature.outputs().stream().anyMatch(each -> isList(signature, each));
        return output.isPresent() || isAny
                ? Optional.of(of(signature, output, purpose))
                : Optional.empty();
    }

    private static boolean isList(Signature signature, Field field) {
        return field.type().isFloating() && signature.recordShape(field).rank() == 1;
    }

    /// The names of the positions; empty if the signature has none.
    public List<String> categories() {
        return field.categories();
    }

    /// The length of the list, if the signature says.
    public OptionalInt size() {
        return size;
    }

    public String name() {
        return field.name();
    }

    /// The numbers of a prediction.
    ///
    /// @param count how many are expected
    /// @throws InvalidRowException if they are missing, another number, or not all finite
    public double[] read(Map<String, @Nullable Object> prediction, int count)
            throws InvalidRowException {
        if (!(prediction.get(field.name()) instanceof List<?> list) || list.size() != count) {
            Object found = prediction.get(field.name());
            throw new InvalidRowException(
                    field.name(),
                    "the prediction has "
                            + (found instanceof List<?> list ? list.size() + " numbers" : found)
                            + " (expected: "
                            + count
                            + " numbers)");
        }
        var numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = NumberOutput.number(field.name(), list.get(i), isNarrow);
        }
        return numbers;
    }
}
