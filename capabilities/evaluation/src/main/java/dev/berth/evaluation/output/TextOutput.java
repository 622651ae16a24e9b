package dev.berth.evaluation.output;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Output that is a text, a whole number or a truth value, read as text: a class, or what was
/// recognized.
public final class TextOutput {
    private final Field field;

    private TextOutput(Field field) {
        this.field = field;
    }

    /// Chooses an output.
    ///
    /// @param output its name; empty for the only one that fits
    /// @param purpose such as `the predicted class`
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if that is none
    public static TextOutput of(Signature signature, Optional<String> output, String purpose) {
        return new TextOutput(
                OutputFields.choose(
                        signature,
                        output,
                        purpose,
                        "a text, a whole number or a truth value",
                        each -> !each.type().isFloating()));
    }

    /// As [#of], empty if no name is given.
    public static Optional<TextOutput> find(
            Signature signature, Optional<String> output, String purpose) {
        return output.map(name -> of(signature, Optional.of(name), purpose));
    }

    public String name() {
        return field.name();
    }

    /// The values that the field may take; empty if the signature has none.
    public List<String> categories() {
        return field.categories();
    }

    /// The text of a prediction; of a list with one element that element.
    ///
    /// @throws InvalidRowException if it is missing
    public String read(Map<String, @Nullable Object> prediction) throws InvalidRowException {
        Object value = prediction.get(field.name());
        if (value instanceof List<?> list && list.size() == 1) {
            value = list.getFirst();
        }
        String text =
                value instanceof List<?> || value instanceof Map<?, ?> ? null : TextValue.of(value);
        if (text == null) {
            throw new InvalidRowException(
                    field.name(), "the prediction is " + value + " (expected: one value)");
        }
        return text;
    }

    /// The texts of a prediction that is a list.
    ///
    /// @throws InvalidRowException if it is none
    public List<String> readAll(Map<String, @Nullable Object> prediction)
            throws InvalidRowException {
        Object value = prediction.get(field.name());
        if (!(value instanceof List<?> list)) {
            throw new InvalidRowException(
                    field.name(), "the prediction is " + value + " (expected: a list)");
        }
        List<String> texts = new ArrayList<>();
        for (Object element : list) {
            texts.add(String.valueOf(TextValue.of(element)));
        }
        return texts;
    }
}
