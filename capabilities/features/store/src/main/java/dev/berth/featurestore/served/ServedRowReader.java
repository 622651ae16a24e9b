package dev.berth.featurestore.served;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.skew.ServedRow;
import dev.berth.features.skew.ServedView;
import dev.berth.protocol.json.JsonValues;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Parser of lines written by [ServedRowWriter], with values in the Java form of their defined
/// types. Immutable, thread-safe.
final class ServedRowReader {
    private final FeatureDefinitions definitions;

    ServedRowReader(FeatureDefinitions definitions) {
        this.definitions = definitions;
    }

    /// Reads a row without views and features that are no longer defined.
    ///
    /// @throws IllegalArgumentException if the line is no log line, or a value does not have its
    ///   defined type
    ServedRow read(String line) {
        try {
            Map<?, ?> row = map(JsonValues.read(line));
            List<ServedView> views = new ArrayList<>();
            for (Object each : list(row.get("views"))) {
                view(map(each)).ifPresent(views::add);
            }
            return new ServedRow(micros(text(row.get("at"))), views);
        } catch (ProblemException | DateTimeException | ArithmeticException broken) {
            throw new IllegalArgumentException(broken.getMessage(), broken);
        }
    }

    private Optional<ServedView> view(Map<?, ?> entry) {
        ViewReference reference = ViewReference.parse(text(entry.get("view")));
        Map<?, ?> fields = map(entry.get("fields"));
        Map<?, ?> values = map(entry.get("values"));
        Map<String, @Nullable Object> typedFields = new LinkedHashMap<>();
        Map<FeatureName, @Nullable Object> typedValues = new LinkedHashMap<>();
        Optional<FeatureView> stored = definitions.findView(reference);
        if (stored.isPresent()) {
            for (var name : stored.get().keys().keySet()) {
                Entity entity = definitions.entity(name);
                typedFields.put(
                        entity.key(),
                        value(FeatureType.of(entity.type()), fields.get(entity.key())));
            }
            for (Feature feature : stored.get().features()) {
                put(feature.name(), feature.type(), values, typedValues);
            }
        } else {
            Optional<OnDemandView> onDemand = definitions.findOnDemand(reference);
            if (onDemand.isEmpty()) {
                return Optional.empty();
            }
            fields.forEach(
                    (name, value) ->
                            typedFields.put(
                                    text(name),
                                    input(onDemand.get().inputs().get(text(name)), value)));
            for (OnDemandView.Computed feature : onDemand.get().features()) {
                put(feature.name(), feature.type(), values, typedValues);
            }
        }
        return Optional.of(
                new ServedView(
                        reference,
                        typedFields,
                        instant(entry.get("latest")),
                        instant(entry.get("until")),
                        typedValues));
    }

    /// Request fields have the form in which they were sent; values without a JSON form are texts.
    private static @Nullable Object input(@Nullable FeatureType type, @Nullable Object value) {
        if (type != null && type.isList() && value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(input(FeatureType.of(type.element()), element)));
            return Collections.unmodifiableList(elements);
        }
        if (type == null || !(value instanceof String)) {
            return value;
        }
        ValueType element = type.element();
        return element.isFloating() || element == ValueType.BYTES ? single(element, value) : value;
    }

    private static void put(
            FeatureName name,
            FeatureType type,
            Map<?, ?> values,
            Map<FeatureName, @Nullable Object> typed) {
        if (values.containsKey(name.value())) {
            typed.put(name, value(type, values.get(name.value())));
        }
    }

    private static @Nullable Object value(FeatureType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.form()) {
            case SINGLE -> single(type.element(), value);
            case LIST -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object element : list(value)) {
                    elements.add(value(FeatureType.of(type.element()), element));
                }
                yield Collections.unmodifiableList(elements);
            }
            case MAP -> {
                var members = new TreeMap<String, @Nullable Object>();
                map(value)
                        .forEach(
                                (key, member) ->
                                        members.put(
                                                text(key),
                                                value(FeatureType.of(type.element()), member)));
                yield Collections.unmodifiableSortedMap(members);
            }
        };
    }

    private static Object single(ValueType type, Object value) {
        return switch (value) {
            case Boolean flag when type == ValueType.BOOL -> flag;
            case String text when type == ValueType.STRING -> text;
            case String text when type == ValueType.BYTES -> Base64.getDecoder().decode(text);
            case String text when type == ValueType.FLOAT64 -> Double.valueOf(text);
            case String text when type == ValueType.FLOAT32 -> Float.valueOf(text);
            case Number number when type == ValueType.FLOAT64 -> number.doubleValue();
            // Written with the digits of a float, which a double in between does not change.
            case Number number when type == ValueType.FLOAT32 -> number.floatValue();
            case Long number when type == ValueType.INT32 -> Math.toIntExact(number);
            case Long number when type == ValueType.INT64 || type == ValueType.TIMESTAMP -> number;
            default ->
                    throw new IllegalArgumentException(
                            value + " (expected: a value of " + type + ")");
        };
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException(value + " (expected: an object)");
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(value + " (expected: an array)");
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(value + " (expected: a text)");
    }

    private static OptionalLong instant(@Nullable Object text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(micros(text(text)));
    }

    private static long micros(String instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
    }
}
