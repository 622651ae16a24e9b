package dev.berth.expression;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.List;

/// Conversion of what an expression gave for each row to a tensor.
public final class RowValues {
    private RowValues() {}

    /// The values as rows, which the caller closes. Sizes of lists are those of the first row.
    ///
    /// @param values of [Expression#evaluate], at least one
    /// @throws IllegalArgumentException if a value is not of the type, outside its range, or has
    ///   other sizes than the first
    public static Tensor toTensor(List<Object> values, ElementType type, TensorPool pool) {
        List<Long> sizes = new ArrayList<>();
        Object first = values.getFirst();
        while (first instanceof List<?> list) {
            sizes.add((long) list.size());
            if (list.isEmpty()) {
                break;
            }
            first = list.getFirst();
        }
        List<Object> elements = new ArrayList<>();
        for (Object value : values) {
            flatten(value, sizes, 0, elements);
        }
        Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
        Tensor tensor = Tensor.allocate(pool, type, shape.prepend(values.size()));
        try {
            for (int i = 0; i < elements.size(); i++) {
                CelValues.write(elements.get(i), tensor, i);
            }
            return tensor;
        } catch (RuntimeException | Error failure) {
            tensor.close();
            throw failure;
        }
    }

    /// Writes the value for one row.
    ///
    /// @param sizes of the row's dimensions
    /// @throws IllegalArgumentException if the value is not of the type, outside its range, or has
    ///   other sizes
    public static void write(Object value, List<Long> sizes, Tensor output, int row) {
        List<Object> elements = new ArrayList<>();
        flatten(value, sizes, 0, elements);
        for (int i = 0; i < elements.size(); i++) {
            CelValues.write(elements.get(i), output, row * elements.size() + i);
        }
    }

    private static void flatten(Object value, List<Long> sizes, int depth, List<Object> elements) {
        if (depth == sizes.size()) {
            elements.add(value);
            return;
        }
        if (!(value instanceof List<?> list) || list.size() != sizes.get(depth)) {
            String found = value instanceof List<?> list ? list.size() + " elements" : "no list";
            throw new IllegalArgumentException(
                    found + " (expected: a list of " + sizes.get(depth) + ")");
        }
        for (Object element : list) {
            flatten(element, sizes, depth + 1, elements);
        }
    }
}
