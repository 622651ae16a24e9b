package dev.berth.protocol;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signatures that the tests share.
public final class Signatures {
    private Signatures() {}

    /// Dimensions from sizes (Integer) and names (String).
    public static DeclaredShape shape(Object... dimensions) {
        return new DeclaredShape(
                List.of(dimensions).stream()
                        .map(
                                d ->
                                        d instanceof Integer size
                                                ? Dimension.fixed(size)
                                                : Dimension.dynamic(d.toString()))
                        .toList());
    }

    public static Field field(String name, ElementType type, Object... dimensions) {
        return Field.of(name, type, shape(dimensions));
    }

    public static Signature batched(List<Field> inputs, List<Field> outputs) {
        return new Signature(Optional.of("N"), inputs, outputs);
    }

    public static Signature plain(List<Field> inputs, List<Field> outputs) {
        return new Signature(Optional.empty(), inputs, outputs);
    }

    /// One float32 input `x` `[N, 16]`, one float32 output `y` `[N, 3]`.
    public static Signature mlp() {
        return batched(
                List.of(field("x", ElementType.FLOAT32, "N", 16)),
                List.of(field("y", ElementType.FLOAT32, "N", 3)));
    }

    /// A single input of this type and of shape `[?]`.
    public static Signature of(ElementType type) {
        return plain(List.of(field("x", type, "?")), List.of(field("y", type, "?")));
    }

    /// A person, with every kind of rule.
    public static Signature person() {
        return batched(
                List.of(
                        rich("age", ElementType.INT64, Range.between(0, 150), List.of(), null),
                        rich("job", ElementType.STRING, null, List.of("baker", "smith"), null),
                        rich("height", ElementType.FLOAT32, null, List.of(), 1.75),
                        new Field(
                                "marks",
                                ElementType.FLOAT64,
                                shape("N", "marks"),
                                "School marks",
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.of(List.of(1.0, 2.5)),
                                Optional.of(List.of()))),
                List.of(field("score", ElementType.FLOAT32, "N")));
    }

    /// A count, and a list of lines with a text and a box.
    public static Signature lines() {
        return new Signature(
                Optional.of("N"),
                List.of(field("x", ElementType.FLOAT32, "N")),
                List.of(
                        field("count", ElementType.INT64, "N"),
                        new Field(
                                "lines.text",
                                ElementType.STRING,
                                shape("N", "lines"),
                                "What the line says",
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.of(List.of("Exit")),
                                Optional.empty()),
                        new Field(
                                "lines.box",
                                ElementType.FLOAT32,
                                shape("N", "lines", 2),
                                "Where it is",
                                Optional.of("px"),
                                Optional.of(Range.between(0, 100)),
                                List.of(),
                                Optional.empty(),
                                Optional.empty())),
                List.of(new ObjectListSpec("lines", "The lines", List.of("text", "box"))));
    }

    private static Field rich(
            String name,
            ElementType type,
            @Nullable Range range,
            List<String> categories,
            @Nullable Object fallback) {
        return new Field(
                name,
                type,
                shape("N"),
                "The person's " + name,
                name.equals("height") ? Optional.of("m") : Optional.empty(),
                Optional.ofNullable(range),
                categories,
                Optional.empty(),
                Optional.ofNullable(fallback));
    }
}
