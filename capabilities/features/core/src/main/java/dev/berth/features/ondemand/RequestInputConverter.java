package dev.berth.features.ondemand;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ValueType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Converter of request fields for on-demand features into the Java form of their declared type.
///
/// Formats differ in numeric types: JSON has one, a file may have wider ones than declared. An
/// input gets the value that its type can hold, regardless of the sender and the format.
public final class RequestInputConverter {
    private RequestInputConverter() {}

    /// Converts the value of a declared request field.
    ///
    /// @param value as received: numbers of any size, times as text or in microseconds; null or NaN
    ///   if missing
    /// @throws ProblemException `record-invalid` if it does not fit the type
    public static @Nullable Object require(
            OnDemandView view, String field, FeatureType type, @Nullable Object value) {
        if (value == null || isNaN(value)) {
            return null;
        }
        Object converted = convert(value, type);
        if (converted == null) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    field
                            + " is "
                            + (value instanceof Number
                                    ? SanitizedText.of(value.toString())
                                    : "a " + value.getClass().getSimpleName())
                            + " (expected: "
                            + type
                            + ", for "
                            + view.reference()
                            + ")",
                    "send a value of that type");
        }
        return converted;
    }

    /// The widest type of the same kind, in which an engine reads an input, so that only [#require]
    /// can narrow a value.
    public static FeatureType widest(FeatureType type) {
        ValueType element =
                switch (type.element()) {
                    case INT32, INT64 -> ValueType.INT64;
                    case FLOAT32, FLOAT64 -> ValueType.FLOAT64;
                    case BOOL, STRING, BYTES, TIMESTAMP -> type.element();
                };
        return new FeatureType(element, type.form());
    }

    private static boolean isNaN(Object value) {
        return value instanceof Number number && Double.isNaN(number.doubleValue());
    }

    private static @Nullable Object convert(Object value, FeatureType type) {
        return switch (type.form()) {
            case SINGLE -> single(value, type.element());
            case LIST -> value instanceof List<?> list ? list(list, type.element()) : null;
            case MAP -> null;
        };
    }

    private static @Nullable Object list(List<?> values, ValueType type) {
        List<@Nullable Object> list = new ArrayList<>(values.size());
        for (Object value : values) {
            Object converted = value == null ? null : single(value, type);
            if (value != null && converted == null) {
                return null;
            }
            list.add(converted);
        }
        return list;
    }

    private static @Nullable Object single(Object value, ValueType type) {
        return switch (type) {
            case BOOL -> value instanceof Boolean ? value : null;
            case STRING -> value instanceof String ? value : null;
            case BYTES -> value instanceof byte[] ? value : null;
            case INT32 ->
                    isWhole(value) && ((Number) value).longValue() == ((Number) value).intValue()
                            ? (Object) ((Number) value).intValue()
                            : null;
            case INT64 -> isWhole(value) ? (Object) ((Number) value).longValue() : null;
            case FLOAT32 -> value instanceof Number number ? (Object) number.floatValue() : null;
            case FLOAT64 -> value instanceof Number number ? (Object) number.doubleValue() : null;
            case TIMESTAMP ->
                    switch (value) {
                        case Long micros -> micros;
                        case String text -> micros(text);
                        default -> null;
                    };
        };
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer;
    }

    private static @Nullable Object micros(String text) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
        } catch (DateTimeException | ArithmeticException unreadable) {
            return null;
        }
    }
}
