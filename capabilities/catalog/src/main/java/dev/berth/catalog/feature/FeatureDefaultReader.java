package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `default` of a feature, in the Java form of its type.
final class FeatureDefaultReader {
    private FeatureDefaultReader() {}

    static Optional<Object> read(DocumentNode feature, FeatureType type) {
        Optional<DocumentNode> written = feature.child("default");
        if (written.isEmpty() || !written.get().isSound()) {
            return Optional.empty();
        }
        Object value = convert(written.get().value(), type);
        if (value == null) {
            written.get()
                    .error(
                            written.get().described(),
                            "a value of type " + type,
                            "write such a value, or remove the default");
        }
        return Optional.ofNullable(value);
    }

    private static @Nullable Object convert(Object written, FeatureType type) {
        return switch (type.form()) {
            case SINGLE -> single(written, type.element());
            case LIST -> list(written, type.element());
            case MAP -> null;
        };
    }

    private static @Nullable Object list(Object written, ValueType type) {
        if (!(written instanceof List<?> list)) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (Object each : list) {
            Object value = single(each, type);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return List.copyOf(values);
    }

    private static @Nullable Object single(Object written, ValueType type) {
        return switch (written) {
            case Boolean flag when type == ValueType.BOOL -> flag;
            case String text when type == ValueType.STRING -> text;
            case Long number -> type.ofWhole(number).orElse(null);
            case Double number when type == ValueType.FLOAT64 -> number;
            case Double number when type == ValueType.FLOAT32 -> number.floatValue();
            default -> null;
        };
    }
}
