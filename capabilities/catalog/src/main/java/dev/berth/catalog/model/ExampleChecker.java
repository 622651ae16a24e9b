package dev.berth.catalog.model;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Check that a field's example or default is a value of the field: its shape, type, range and
/// categories. Reports the first thing that does not fit. For one value.
final class ExampleChecker {
    private final Field field;
    private final DeclaredShape shape;
    private final Map<Integer, Integer> sizesByAxis = new HashMap<>();

    /// @param shape the field's shape in one record, without the batch dimension
    ExampleChecker(Field field, DeclaredShape shape) {
        this.field = field;
        this.shape = shape;
    }

    /// Whether it fits; reports otherwise.
    boolean check(DocumentNode place) {
        return check(place, 0);
    }

    private boolean check(DocumentNode place, int axis) {
        if (axis == shape.rank()) {
            return checkElement(place);
        }
        if (!(place.value() instanceof List<?> list)) {
            place.error(
                    place.described(),
                    "a list, since one record's shape is " + shape,
                    "write it in brackets, or correct the shape");
            return false;
        }
        if (!checkSize(place, list.size(), axis)) {
            return false;
        }
        for (DocumentNode item : place.items()) {
            if (!check(item, axis + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean checkSize(DocumentNode place, int size, int axis) {
        long expected =
                switch (shape.at(axis)) {
                    case Dimension.Fixed(long fixed) -> fixed;
                    case Dimension.Dynamic dynamic -> {
                        Integer first = sizesByAxis.putIfAbsent(axis, size);
                        yield first == null ? size : first;
                    }
                };
        if (size != expected) {
            place.error(
                    place.described(),
                    "a list of " + expected + ", since one record's shape is " + shape,
                    "make the list as long, or correct the shape");
        }
        return size == expected;
    }

    private boolean checkElement(DocumentNode place) {
        Object value = place.value();
        if (!isOfType(value, field.type())) {
            place.error(
                    place.described(),
                    expectation(field.type()),
                    "write such a value, or correct the type");
            return false;
        }
        if (value instanceof Number number
                && field.range().isPresent()
                && !field.range().get().contains(number.doubleValue())) {
            place.error(
                    place.described(),
                    "a number in the range " + field.range().get(),
                    "write a value within the range, or correct the range");
            return false;
        }
        if (namesValues() && !field.categories().contains(String.valueOf(value))) {
            place.error(
                    place.described(),
                    "one of the categories " + String.join(", ", field.categories()),
                    "choose one of them, or add it to the categories");
            return false;
        }
        return true;
    }

    private boolean namesValues() {
        return !field.categories().isEmpty() && !field.type().isFloating();
    }

    static boolean isOfType(Object value, ElementType type) {
        return switch (type) {
            case BOOL -> value instanceof Boolean;
            case STRING -> value instanceof String;
            case BYTES -> value instanceof String text && isBase64(text);
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
                    value instanceof Number number && Double.isFinite(number.doubleValue());
            case UINT64 -> value instanceof Long number && number >= 0;
            case INT64 -> value instanceof Long;
            case UINT8, UINT16, UINT32 ->
                    value instanceof Long number
                            && number >= 0
                            && number < 1L << (8 * type.byteSize());
            case INT8, INT16, INT32 -> {
                long bound = 1L << (8 * type.byteSize() - 1);
                yield value instanceof Long number && number >= -bound && number < bound;
            }
        };
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static String expectation(ElementType type) {
        return switch (type) {
            case BOOL -> "true or false";
            case STRING -> "text";
            case BYTES -> "bytes as base64 text";
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> "a finite number (" + type + ")";
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
                    "a whole number of type " + type;
        };
    }
}
