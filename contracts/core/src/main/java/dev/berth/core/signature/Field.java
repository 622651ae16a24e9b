package dev.berth.core.signature;

import dev.berth.core.tensor.ElementType;
import java.util.List;
import java.util.Optional;

/// A named input or output of a model, as its callers see it.
///
/// A *plain value* below is what JSON can say, in Java's types: String, Boolean, Long, Double, or a
/// List of plain values.
///
/// @param shape the declared shape, with the batch dimension first where the signature has one
/// @param meaning what the value stands for, in a sentence for people
/// @param unit the unit of the numbers, such as `m/s` or `1` for a ratio
/// @param range what the numbers may be
/// @param categories the values that a string or integer field may take, as text, or the names of
///   the positions along the last dimension of a float output; empty when anything goes
/// @param example one record's plain value, without the batch dimension
/// @param fallback the plain value that stands in when the caller leaves an input out; an input
///   without one is required
/// @param missing the element that stands for a `null`, whatever range and categories say: a plain
///   value, or `Double.NaN`; without one a `null` is refused, or stands for a field left out
public record Field(
        String name,
        ElementType type,
        DeclaredShape shape,
        String meaning,
        Optional<String> unit,
        Optional<Range> range,
        List<String> categories,
        Optional<Object> example,
        Optional<Object> fallback,
        Optional<Object> missing) {

    public Field {
        categories = List.copyOf(categories);
    }

    /// A field without an element that stands for `null`.
    public Field(
            String name,
            ElementType type,
            DeclaredShape shape,
            String meaning,
            Optional<String> unit,
            Optional<Range> range,
            List<String> categories,
            Optional<Object> example,
            Optional<Object> fallback) {
        this(
                name,
                type,
                shape,
                meaning,
                unit,
                range,
                categories,
                example,
                fallback,
                Optional.empty());
    }

    /// A field of which nothing but name, type and shape is known.
    public static Field of(String name, ElementType type, DeclaredShape shape) {
        return new Field(
                name,
                type,
                shape,
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    public boolean isRequired() {
        return fallback.isEmpty();
    }

    public TensorSpec spec() {
        return new TensorSpec(name, type, shape);
    }
}
