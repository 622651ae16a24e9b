package dev.berth.cli.up;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import java.util.Collections;

/// Generator of a simple valid value for a field without an example.
final class Placeholder {
    private Placeholder() {}

    /// @param shape of one record; a dynamic dimension gets size 1
    static Object of(Field field, DeclaredShape shape) {
        Object value = element(field);
        for (int i = shape.rank() - 1; i >= 0; i--) {
            int size = shape.at(i) instanceof Dimension.Fixed fixed ? (int) fixed.size() : 1;
            value = Collections.nCopies(size, value);
        }
        return value;
    }

    private static Object element(Field field) {
        ElementType type = field.type();
        String category = field.categories().isEmpty() ? "" : field.categories().getFirst();
        return switch (type) {
            case STRING -> category.isEmpty() ? "text" : category;
            case BYTES -> "";
            case BOOL -> false;
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> nearestToZero(field);
            default ->
                    category.isEmpty()
                            ? (Object) (long) Math.ceil(nearestToZero(field))
                            : Long.valueOf(category);
        };
    }

    private static double nearestToZero(Field field) {
        return field.range()
                .map(
                        range ->
                                Math.min(
                                        Math.max(0, range.min().orElse(0)),
                                        range.max().orElse(Double.MAX_VALUE)))
                .orElse(0.0);
    }
}
