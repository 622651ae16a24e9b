package dev.berth.tables.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.arrow.ArrowColumn.Meaning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;
import org.jspecify.annotations.Nullable;

/// The values of a column, or of what is within one, that are yet to be written: whether there are
/// values, where each begins, and the values.
final class ColumnBuffers {
    /// Kind of the column.
    private enum Form {
        VALUES,
        LISTS,
        MAPS,
        /// Keys and values of maps, side by side.
        ENTRIES
    }

    private final String name;
    private final Form form;
    private final ValueType type;
    private final Meaning meaning;
    private final boolean isKey;
    private final List<ColumnBuffers> children;
    private final GrowableBuffer validity = new GrowableBuffer();
    private final GrowableBuffer offsets = new GrowableBuffer();
    private final GrowableBuffer data = new GrowableBuffer();
    private int count;
    private int nullCount;

    private ColumnBuffers(
            String name,
            Form form,
            ValueType type,
            Meaning meaning,
            boolean isKey,
            List<ColumnBuffers> children) {
        this.name = name;
        this.form = form;
        this.type = type;
        this.meaning = meaning;
        this.isKey = isKey;
        this.children = children;
        clear();
    }

    static ColumnBuffers of(ArrowColumn column) {
        FeatureType type = column.type();
        ValueType element = type.element();
        return switch (type.form()) {
            case SINGLE ->
                    new ColumnBuffers(
                            column.name(),
                            Form.VALUES,
                            element,
                            column.meaning(),
                            false,
                            List.of());
            case LIST ->
                    new ColumnBuffers(
                            column.name(),
                            Form.LISTS,
                            element,
                            column.meaning(),
                            false,
                            List.of(values("item", element, false)));
            case MAP ->
                    new ColumnBuffers(
                            column.name(),
                            Form.MAPS,
                            element,
                            column.meaning(),
                            false,
                            List.of(
                                    new ColumnBuffers(
                                            "entries",
                                            Form.ENTRIES,
                                            element,
                                            Meaning.PLAIN,
                                            true,
                                            List.of(
                                                    values("key", ValueType.STRING, true),
                                                    values("value", element, false)))));
        };
    }

    private static ColumnBuffers values(String name, ValueType type, boolean isKey) {
        return new ColumnBuffers(name, Form.VALUES, type, Meaning.PLAIN, isKey, List.of());
    }

    private boolean hasOffsets() {
        return switch (form) {
            case VALUES -> type == ValueType.STRING || type == ValueType.BYTES;
            case LISTS, MAPS -> true;
            case ENTRIES -> false;
        };
    }

    void clear() {
        validity.clear();
        offsets.clear();
        data.clear();
        children.forEach(ColumnBuffers::clear);
        count = 0;
        nullCount = 0;
        if (hasOffsets()) {
            offsets.putInt(0);
        }
    }

    /// About how many bytes are kept.
    long byteCount() {
        long sum = (long) validity.size() + offsets.size() + data.size();
        for (ColumnBuffers child : children) {
            sum += child.byteCount();
        }
        return sum;
    }

    void add(@Nullable Object value) {
        validity.putBit(count, value != null);
        if (value == null) {
            nullCount++;
        }
        switch (form) {
            case VALUES -> addValue(value);
            case LISTS -> {
                if (value instanceof List<?> list) {
                    list.forEach(children.getFirst()::add);
                }
                offsets.putInt(children.getFirst().count);
            }
            case MAPS -> {
                ColumnBuffers entries = children.getFirst();
                if (value instanceof Map<?, ?> map) {
                    map.entrySet().forEach(entries::add);
                }
                offsets.putInt(entries.count);
            }
            case ENTRIES -> {
                var entry = (Map.Entry<?, ?>) value;
                children.get(0).add(entry == null ? null : entry.getKey());
                children.get(1).add(entry == null ? null : entry.getValue());
            }
        }
        count++;
    }

    private void addValue(@Nullable Object value) {
        switch (type) {
            case BOOL -> data.putBit(count, Boolean.TRUE.equals(value));
            case INT32 -> data.putInt(value instanceof Integer whole ? whole : 0);
            case INT64, TIMESTAMP -> data.putLong(value instanceof Long whole ? whole : 0);
            case FLOAT32 ->
                    data.putInt(value instanceof Float real ? Float.floatToRawIntBits(real) : 0);
            case FLOAT64 ->
                    data.putLong(
                            value instanceof Double real ? Double.doubleToRawLongBits(real) : 0);
            case STRING, BYTES -> {
                if (value instanceof String text) {
                    data.putAll(text.getBytes(StandardCharsets.UTF_8));
                } else if (value instanceof byte[] bytes) {
                    data.putAll(bytes);
                }
                offsets.putInt(data.size());
            }
        }
    }

    /// Writes the column's schema; gives its position in the message.
    int field(FlatBufferBuilder message) {
        int[] inner = children.stream().mapToInt(child -> child.field(message)).toArray();
        int within = Field.createChildrenVector(message, inner);
        int called = message.createString(name);
        int of = details(message);
        return Field.createField(message, called, !isKey, typeNumber(), of, 0, within, 0);
    }

    private byte typeNumber() {
        return switch (form) {
            case LISTS -> Type.List;
            case MAPS -> Type.Map;
            case ENTRIES -> Type.Struct_;
            case VALUES ->
                    switch (type) {
                        case BOOL -> Type.Bool;
                        case INT32 -> meaning == Meaning.DATE ? Type.Date : Type.Int;
                        case INT64 -> meaning == Meaning.LOCAL ? Type.Timestamp : Type.Int;
                        case TIMESTAMP -> Type.Timestamp;
                        case FLOAT32, FLOAT64 -> Type.FloatingPoint;
                        case STRING -> Type.Utf8;
                        case BYTES -> Type.Binary;
                    };
        };
    }

    private int details(FlatBufferBuilder message) {
        return switch (typeNumber()) {
            case Type.List -> {
                org.apache.arrow.flatbuf.List.startList(message);
                yield org.apache.arrow.flatbuf.List.endList(message);
            }
            case Type.Map -> org.apache.arrow.flatbuf.Map.createMap(message, false);
            case Type.Struct_ -> {
                org.apache.arrow.flatbuf.Struct_.startStruct_(message);
                yield org.apache.arrow.flatbuf.Struct_.endStruct_(message);
            }
            case Type.Bool -> {
                Bool.startBool(message);
                yield Bool.endBool(message);
            }
            case Type.Date -> Date.createDate(message, DateUnit.DAY);
            case Type.Int -> Int.createInt(message, type == ValueType.INT32 ? 32 : 64, true);
            case Type.Timestamp ->
                    Timestamp.createTimestamp(
                            message,
                            TimeUnit.MICROSECOND,
                            type == ValueType.TIMESTAMP ? message.createString("UTC") : 0);
            case Type.FloatingPoint ->
                    FloatingPoint.createFloatingPoint(
                            message,
                            type == ValueType.FLOAT32 ? Precision.SINGLE : Precision.DOUBLE);
            case Type.Utf8 -> {
                Utf8.startUtf8(message);
                yield Utf8.endUtf8(message);
            }
            default -> {
                org.apache.arrow.flatbuf.Binary.startBinary(message);
                yield org.apache.arrow.flatbuf.Binary.endBinary(message);
            }
        };
    }

    /// Lengths and buffers in the order in which a batch has them.
    void collect(List<int[]> nodes, List<GrowableBuffer> buffers) {
        nodes.add(new int[] {count, nullCount});
        buffers.add(validity);
        if (hasOffsets()) {
            buffers.add(offsets);
        }
        if (form == Form.VALUES) {
            buffers.add(data);
        }
        children.forEach(child -> child.collect(nodes, buffers));
    }
}
