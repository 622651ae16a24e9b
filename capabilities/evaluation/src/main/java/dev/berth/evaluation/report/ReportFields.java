package dev.berth.evaluation.report;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Object of a report's JSON, read with the types that its keys have. Every method throws a
/// [ProblemException] `evaluation-invalid` that names the place of a value that is missing or of
/// another type.
///
/// @param place of the object, such as `slices[2].metrics[0]`; empty for the whole
record ReportFields(String place, Map<?, ?> values) {
    ReportFields {
        values = Map.copyOf(withoutNulls(values));
    }

    private static Map<?, ?> withoutNulls(Map<?, ?> values) {
        Map<Object, @Nullable Object> present = new HashMap<>(values);
        present.values().removeIf(Objects::isNull);
        return present;
    }

    static ReportFields of(String place, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new ReportFields(place, map);
        }
        throw unexpected(place, value, "an object");
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) {
        if (value(key) instanceof String text) {
            return text;
        }
        throw unexpected(key, "a text");
    }

    /// A text; the empty one if there is none.
    String textOrEmpty(String key) {
        return has(key) ? text(key) : "";
    }

    Optional<String> optionalText(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /// A whole number of at least 0.
    long count(String key) {
        if (value(key) instanceof Long number && number >= 0) {
            return number;
        }
        throw unexpected(key, "a whole number of at least 0");
    }

    long countOrZero(String key) {
        return values.containsKey(key) ? count(key) : 0;
    }

    long whole(String key) {
        if (value(key) instanceof Long number) {
            return number;
        }
        throw unexpected(key, "a whole number");
    }

    /// A number; NaN if it is `null` or not there.
    double number(String key) {
        Object value = value(key);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw unexpected(key, "a number");
    }

    /// The value of a text that is one of several.
    <T> T choice(String key, Function<String, Optional<T>> find, String expected) {
        return find.apply(text(key)).orElseThrow(() -> unexpected(key, expected));
    }

    ReportFields object(String key) {
        return of(at(key), value(key));
    }

    Optional<ReportFields> optionalObject(String key) {
        return has(key) ? Optional.of(object(key)) : Optional.empty();
    }

    /// The elements of an array of objects; none if there is no array.
    <T> List<T> objects(String key, Function<ReportFields, T> read) {
        List<T> elements = new ArrayList<>();
        for (Object element : list(key)) {
            elements.add(read.apply(of(at(key) + "[" + elements.size() + "]", element)));
        }
        return elements;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof String text)) {
                throw unexpected(key, "an array of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    private List<?> list(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (value(key) instanceof List<?> list) {
            return list;
        }
        throw unexpected(key, "an array");
    }

    /// Makes a record of what was read, whose constructor may refuse it.
    <T> T make(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            throw invalid((place.isEmpty() ? "" : place + ": ") + e.getMessage());
        }
    }

    private @Nullable Object value(String key) {
        return values.get(key);
    }

    private String at(String key) {
        return place.isEmpty() ? key : place + "." + key;
    }

    private ProblemException unexpected(String key, String expected) {
        return unexpected(at(key), value(key), expected);
    }

    private static ProblemException unexpected(
            String place, @Nullable Object value, String expected) {
        String found =
                switch (value) {
                    case null -> "nothing";
                    case String text -> "'" + SanitizedText.of(text) + "'";
                    case List<?> list -> "an array of " + list.size();
                    case Map<?, ?> _ -> "an object";
                    default -> value.toString();
                };
        return invalid(
                (place.isEmpty() ? "the report" : place)
                        + ": "
                        + found
                        + " (expected: "
                        + expected
                        + ")");
    }

    static ProblemException invalid(String message) {
        return new ProblemException(
                ProblemCode.EVALUATION_INVALID,
                message,
                "write the report anew with `berth evaluate`");
    }
}
