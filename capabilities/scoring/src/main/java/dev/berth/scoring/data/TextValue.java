package dev.berth.scoring.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.scoring.row.InvalidRowException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conversion between values and their texts.
public final class TextValue {
    /// Beyond, not every whole number is a double.
    private static final double WHOLE_MAX = 1L << 53;

    private static final int MICROS = 1_000_000;

    /// Data nests as deep as tensors have dimensions.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .build();

    private TextValue() {}

    /// The text of an instant, as in ISO 8601.
    ///
    /// @param micros since 1970
    public static String instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    /// The value that a text stands for.
    ///
    /// @param column for the message
    /// @throws InvalidRowException if it is none of the type
    public static Object parse(String column, FeatureType type, String text)
            throws InvalidRowException {
        if (type.isList()) {
            List<Object> values = new ArrayList<>();
            for (Object element : list(column, text)) {
                values.add(single(column, type.element(), of(element)));
            }
            return values;
        }
        return single(column, type.element(), text);
    }

    /// As [#parse], of a type that was guessed: among whole numbers another number is one as well.
    ///
    /// @throws InvalidRowException if it is none of the type
    public static Object parseGuessed(String column, FeatureType type, String text)
            throws InvalidRowException {
        if (type.isList() || type.element() != ValueType.INT64) {
            return parse(column, type, text);
        }
        String number = text.strip();
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            return single(column, ValueType.FLOAT64, text);
        }
    }

    private static Object single(String column, ValueType type, @Nullable String text)
            throws InvalidRowException {
        if (text == null) {
            throw new InvalidRowException(column, "null in a list (expected: " + type + ")");
        }
        try {
            return switch (type) {
                case STRING -> text;
                case INT64 -> Long.parseLong(text.strip());
                case INT32 -> Integer.parseInt(text.strip());
                case FLOAT64 -> Double.parseDouble(text.strip());
                case FLOAT32 -> Float.parseFloat(text.strip());
                case BOOL -> truth(text);
                case TIMESTAMP -> micros(Instant.parse(text.strip()));
                case BYTES -> Base64.getDecoder().decode(text);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new InvalidRowException(
                    column, "'" + SanitizedText.of(text) + "' (expected: " + expected(type) + ")");
        }
    }

    private static boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000);
    }

    private static String expected(ValueType type) {
        return switch (type) {
            case STRING -> "a text";
            case INT32, INT64 -> "a whole number";
            case FLOAT32, FLOAT64 -> "a number";
            case BOOL -> "true or false";
            case TIMESTAMP -> "a time like 2026-12-01T10:00:00Z";
            case BYTES -> "Base64";
        };
    }

    /// The plain value that JSON stands for: null, Boolean, Long, Double, String, List or Map.
    ///
    /// @throws InvalidRowException if it is not JSON
    public static @Nullable Object json(String column, String text) throws InvalidRowException {
        try (JsonParser in = JSON.createParser(text)) {
            in.nextToken();
            Object value = read(in);
            if (in.nextToken() == null) {
                return value;
            }
        } catch (IOException e) {
            // Reported below.
        }
        throw new InvalidRowException(
                column, "'" + SanitizedText.of(text) + "' (expected: JSON, such as [1, 2])");
    }

    /// The list that JSON stands for.
    ///
    /// @throws InvalidRowException if it is not JSON of a list
    public static List<?> list(String column, String text) throws InvalidRowException {
        if (json(column, text) instanceof List<?> list) {
            return list;
        }
        throw new InvalidRowException(
                column, "'" + SanitizedText.of(text) + "' (expected: a list in JSON)");
    }

    private static @Nullable Object read(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        return switch (token) {
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT ->
                    in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? (Object) in.getDoubleValue()
                            : (Object) in.getLongValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(in));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String key = in.currentName();
                    in.nextToken();
                    object.put(key, read(in));
                }
                yield object;
            }
            case null, default -> null;
        };
    }

    /// A value as text: numbers in their shortest form, whole ones without a point. Two values that
    /// are equal as numbers have one text.
    public static @Nullable String of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number -> number(number);
            case Float number -> number(Double.parseDouble(number.toString()));
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            default -> value.toString();
        };
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) <= WHOLE_MAX
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
