package dev.berth.evaluation.output;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.task.ExplainedNumber;
import dev.berth.scoring.row.InvalidRowException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Output, or one element of it, that is a finite number.
public final class NumberOutput {
    private final String name;
    private final boolean isSingle;
    private final int element;

    /// Whether a number over the wire has more digits than the type.
    private final boolean isNarrow;

    private NumberOutput(Signature signature, Field field, int element) {
        this.name = field.name();
        this.isSingle = signature.recordShape(field).rank() == 0;
        this.element = element;
        this.isNarrow = isNarrow(field.type());
    }

    static boolean isNarrow(ElementType type) {
        return type.isFloating() && type != ElementType.FLOAT64;
    }

    /// Chooses an output.
    ///
    /// @param output its name; empty for the only one with numbers
    /// @param element of a list; empty for the only one, or the one that is called `category`
    /// @param category name of a position of the list, such as the positive class; the second of
    ///   two if none has it
    /// @param purpose such as `the score`
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if that is none
    public static NumberOutput of(
            Signature signature,
            Optional<String> output,
            Optional<Integer> element,
            Optional<String> category,
            String purpose) {
        Field field =
                OutputFields.choose(
                        signature,
                        output,
                        purpose,
                        "numbers",
                        each ->
                                (each.type().isFloating()
                                                || (output.isPresent() && each.type().isInteger()))
                                        && signature.recordShape(each).rank() <= 1);
        int size = OutputFields.size(signature, field).orElse(-1);
        int chosen = element.orElseGet(() -> position(field, size, category, purpose));
        if (chosen < 0 || (size >= 0 && chosen >= size)) {
            throw OutputFields.invalid(
                    "element "
                            + chosen
                            + " of output '"
                            + field.name()
                            + "' (expected: 0 to "
                            + (size - 1)
                            + ")");
        }
        return new NumberOutput(signature, field, chosen);
    }

    private static int position(Field field, int size, Optional<String> category, String purpose) {
        if (size == 1) {
            return 0;
        }
        int named = category.map(field.categories()::indexOf).orElse(-1);
        if (named >= 0) {
            return named;
        }
        if (size == 2 && category.isPresent() && field.categories().isEmpty()) {
            return 1;
        }
        throw OutputFields.invalid(
                "output '"
                        + field.name()
                        + "' is a list (expected: `element`, the position of "
                        + purpose
                        + ")");
    }

    /// The number as what explanations are about.
    public ExplainedNumber explained() {
        return new ExplainedNumber() {
            @Override
            public String output() {
                return isSingle ? name : name + "[" + element + "]";
            }

            @Override
            public double of(Map<String, @Nullable Object> prediction) throws InvalidRowException {
                return read(prediction);
            }
        };
    }

    /// The number of a prediction.
    ///
    /// @throws InvalidRowException if it is missing or not finite
    public double read(Map<String, @Nullable Object> prediction) throws InvalidRowException {
        Object value = prediction.get(name);
        if (!isSingle && value instanceof List<?> list) {
            value = element < list.size() ? list.get(element) : null;
        }
        return number(name, value, isNarrow);
    }

    static double number(String name, @Nullable Object value, boolean isNarrow)
            throws InvalidRowException {
        if (value instanceof Number number) {
            double found = isNarrow ? number.floatValue() : number.doubleValue();
            if (Double.isFinite(found)) {
                return found;
            }
        }
        throw new InvalidRowException(
                name, "the prediction is " + value + " (expected: a finite number)");
    }
}
