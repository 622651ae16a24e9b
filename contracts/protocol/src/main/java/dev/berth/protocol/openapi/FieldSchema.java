package dev.berth.protocol.openapi;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Range;
import dev.berth.core.tensor.ElementType;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/// Writes the JSON Schema of one field of a record.
///
/// The unit is `x-unit`; the categories of numbers that stand for positions are `x-categories`; the
/// element type is `x-element-type`. Numbers of an output may be `null`, which stands for NaN and
/// the infinities; elements of an input may be where the field says what stands for one that is
/// missing (`x-missing`), and a whole value where the field may be left out.
final class FieldSchema {
    /// Position in which `null` is allowed.
    private enum Nulls {
        NOWHERE,

        /// In place of a number that JSON cannot write.
        FOR_NUMBERS,

        /// In place of an element.
        FOR_ELEMENTS,

        /// In place of the value as a whole.
        FOR_ALL,

        FOR_ALL_AND_ELEMENTS;

        static Nulls ofInput(Field field) {
            if (field.fallback().isEmpty()) {
                return field.missing().isEmpty() ? NOWHERE : FOR_ELEMENTS;
            }
            return field.missing().isEmpty() ? FOR_ALL : FOR_ALL_AND_ELEMENTS;
        }

        boolean mayReplaceAll() {
            return this == FOR_ALL || this == FOR_ALL_AND_ELEMENTS;
        }

        /// Within an array.
        Nulls inside() {
            return switch (this) {
                case FOR_ALL -> NOWHERE;
                case FOR_ALL_AND_ELEMENTS -> FOR_ELEMENTS;
                case NOWHERE, FOR_NUMBERS, FOR_ELEMENTS -> this;
            };
        }
    }

    private final JsonWriter json;

    FieldSchema(JsonWriter json) {
        this.json = json;
    }

    void writeInput(Field field, DeclaredShape recordShape) {
        write(field, recordShape, Nulls.ofInput(field), field.example());
    }

    void writeOutput(Field field, DeclaredShape recordShape) {
        write(field, recordShape, Nulls.FOR_NUMBERS, field.example());
    }

    /// The same of one element of an output that is a list.
    void writeElement(Field field, DeclaredShape recordShape) {
        Optional<Object> example =
                field.example()
                        .filter(value -> value instanceof List<?> list && !list.isEmpty())
                        .map(value -> ((List<?>) value).getFirst());
        write(field, recordShape.withoutLeading(), Nulls.FOR_NUMBERS, example);
    }

    private void write(Field field, DeclaredShape shape, Nulls nulls, Optional<Object> example) {
        json.beginObject();
        if (!field.meaning().isEmpty()) {
            json.name("description").string(field.meaning());
        }
        field.unit().ifPresent(unit -> json.name("x-unit").string(unit));
        json.name("x-element-type").string(field.type().label());
        example.ifPresent(this::writeExample);
        field.fallback().ifPresent(value -> json.name("default").plain(value));
        field.missing().ifPresent(this::writeMissing);
        if (!field.categories().isEmpty() && field.type().isFloating()) {
            json.name("x-categories").plain(field.categories());
        }
        writeLevel(field, shape, 0, nulls);
        json.endObject();
    }

    private void writeExample(Object example) {
        json.name("examples").beginArray().plain(example).endArray();
    }

    /// Writes the keywords of the array at this dimension, or of the scalar inside all.
    private void writeLevel(Field field, DeclaredShape shape, int dimension, Nulls nulls) {
        if (dimension == shape.rank()) {
            writeScalar(field, nulls);
            return;
        }
        writeType("array", nulls.mayReplaceAll());
        if (shape.at(dimension) instanceof Dimension.Fixed(long size)) {
            json.name("minItems").number(size).name("maxItems").number(size);
        }
        json.name("items").beginObject();
        writeLevel(field, shape, dimension + 1, nulls.inside());
        json.endObject();
    }

    private void writeScalar(Field field, Nulls nulls) {
        boolean nullable = nulls != Nulls.NOWHERE && nulls != Nulls.FOR_NUMBERS;
        switch (field.type()) {
            case BOOL -> writeType("boolean", nullable);
            case STRING -> {
                writeType("string", nullable);
                if (!field.categories().isEmpty()) {
                    writeTexts(field.categories(), nullable);
                }
            }
            case BYTES -> {
                writeType("string", nullable);
                json.name("contentEncoding").string("base64");
            }
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                    writeInteger(field, nullable);
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> writeFloat(field, nulls != Nulls.NOWHERE);
        }
    }

    private void writeType(String type, boolean nullable) {
        json.name("type");
        if (nullable) {
            json.plain(List.of(type, "null"));
        } else {
            json.string(type);
        }
    }

    private void writeTexts(List<String> texts, boolean nullable) {
        json.name("enum").beginArray();
        texts.forEach(json::string);
        if (nullable) {
            json.raw("null");
        }
        json.endArray();
    }

    private void writeMissing(Object value) {
        if (value.equals(Double.NaN)) {
            json.name("x-missing").string("nan");
        } else {
            json.name("x-missing").plain(value);
        }
    }

    private void writeInteger(Field field, boolean nullable) {
        writeType("integer", nullable);
        if (field.type() == ElementType.INT32 || field.type() == ElementType.INT64) {
            json.name("format").string(field.type().label());
        }
        if (!field.categories().isEmpty()) {
            json.name("enum").beginArray();
            field.categories().forEach(json::raw);
            if (nullable) {
                json.raw("null");
            }
            json.endArray();
        }
        writeRange(field.range(), limits(field.type()));
    }

    private void writeFloat(Field field, boolean nullable) {
        writeType("number", nullable);
        if (field.type() == ElementType.FLOAT32 || field.type() == ElementType.FLOAT64) {
            json.name("format").string(field.type() == ElementType.FLOAT32 ? "float" : "double");
        }
        writeRange(field.range(), List.of());
    }

    private void writeRange(Optional<Range> range, List<String> limits) {
        if (range.isPresent() && range.get().min().isPresent()) {
            writeBound("minimum", range.get().min().getAsDouble());
        } else if (!limits.isEmpty()) {
            json.name("minimum").raw(limits.get(0));
        }
        if (range.isPresent() && range.get().max().isPresent()) {
            writeBound("maximum", range.get().max().getAsDouble());
        } else if (!limits.isEmpty()) {
            json.name("maximum").raw(limits.get(1));
        }
    }

    private void writeBound(String name, double bound) {
        if (bound == Math.rint(bound) && Math.abs(bound) < 1e15) {
            json.name(name).number((long) bound);
        } else if (Double.isFinite(bound)) {
            json.name(name).number(bound);
        }
    }

    /// The least and the greatest value, where `format` does not say them.
    private static List<String> limits(ElementType type) {
        return switch (type) {
            case INT8 -> List.of("-128", "127");
            case INT16 -> List.of("-32768", "32767");
            case UINT8 -> List.of("0", "255");
            case UINT16 -> List.of("0", "65535");
            case UINT32 -> List.of("0", "4294967295");
            case UINT64 -> List.of("0", "18446744073709551615");
            case INT32, INT64, BOOL, FLOAT16, BFLOAT16, FLOAT32, FLOAT64, STRING, BYTES ->
                    List.of();
        };
    }
}
