package dev.berth.batch.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Column of the output.
///
/// @param type in which it is stored
/// @param isJson whether its values are JSON in a text: tables, objects, and whole numbers beyond
///   64 bits with a sign
public record OutputColumn(String name, FeatureType type, boolean isJson) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final FeatureType TEXT = FeatureType.of(ValueType.STRING);

    /// The columns of a signature's outputs; a list of objects is one column.
    ///
    /// @param prefix of their names
    public static List<OutputColumn> of(Signature signature, String prefix) {
        List<OutputColumn> columns = new ArrayList<>();
        for (Field field : signature.outputs()) {
            Optional<ObjectListSpec> list =
                    signature.lists().stream().filter(each -> each.has(field.name())).findFirst();
            if (list.isEmpty()) {
                columns.add(of(signature, field, prefix));
            } else if (field.name().equals(list.get().outputName(list.get().keys().getFirst()))) {
                columns.add(new OutputColumn(prefix + list.get().name(), TEXT, true));
            }
        }
        return columns;
    }

    private static OutputColumn of(Signature signature, Field field, String prefix) {
        String name = prefix + field.name();
        int rank = signature.recordShape(field).rank();
        ValueType element =
                switch (field.type()) {
                    case BOOL -> ValueType.BOOL;
                    case STRING, UINT64 -> ValueType.STRING;
                    case BYTES -> ValueType.BYTES;
                    case FLOAT16, BFLOAT16, FLOAT32 -> ValueType.FLOAT32;
                    case FLOAT64 -> ValueType.FLOAT64;
                    case INT8, INT16, INT32, UINT8, UINT16 -> ValueType.INT32;
                    case INT64, UINT32 -> ValueType.INT64;
                };
        return switch (rank) {
            case 0 -> new OutputColumn(name, FeatureType.of(element), false);
            case 1 -> new OutputColumn(name, FeatureType.listOf(element), false);
            default -> new OutputColumn(name, TEXT, true);
        };
    }

    /// A column that is carried through.
    public static OutputColumn carried(String name, FeatureType type) {
        return new OutputColumn(name, type, false);
    }

    /// The value of a prediction as it is stored.
    public @Nullable Object stored(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (isJson) {
            return json(value);
        }
        if (!type.isList()) {
            return element(value);
        }
        List<@Nullable Object> elements = new ArrayList<>();
        for (Object element : (List<?>) value) {
            elements.add(element == null ? null : element(element));
        }
        return elements;
    }

    private Object element(Object value) {
        return switch (type.element()) {
            case BOOL, BYTES -> value;
            case STRING -> value.toString();
            case INT32 -> Math.toIntExact(((Number) value).longValue());
            case INT64, TIMESTAMP -> ((Number) value).longValue();
            case FLOAT32 -> ((Number) value).floatValue();
            case FLOAT64 -> ((Number) value).doubleValue();
        };
    }

    private static String json(Object value) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Boolean flag -> out.writeBoolean(flag);
            case Float number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Number number -> out.writeNumber(number.toString());
            case byte[] bytes -> out.writeString(Base64.getEncoder().encodeToString(bytes));
            case List<?> list -> {
                out.writeStartArray();
                for (Object element : list) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(out, entry.getValue());
                }
                out.writeEndObject();
            }
            default -> out.writeString(value.toString());
        }
    }
}
