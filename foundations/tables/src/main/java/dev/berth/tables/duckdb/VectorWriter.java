package dev.berth.tables.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the values of one column into a vector of the engine.
final class VectorWriter {
    private final DuckApi api;
    private final FeatureType type;
    private long vector;
    private long data;
    private long validity;

    VectorWriter(DuckApi api, FeatureType type) {
        this.api = api;
        this.type = type;
    }

    void bind(long newVector) {
        vector = newVector;
        data = api.vectorData.call(vector);
        api.vectorEnsureValidity.call(vector);
        validity = api.vectorValidity.call(vector);
    }

    void writeNull(long row) {
        long word = validity + (row >> 6) * 8;
        Memory.writeLong(word, Memory.readLong(word) & ~(1L << (row & 63)));
    }

    void writeLong(long row, long value) {
        Memory.writeLong(data + row * 8, value);
    }

    void write(long row, @Nullable Object value) {
        if (value == null) {
            writeNull(row);
            return;
        }
        switch (type.form()) {
            case SINGLE -> writeElement(row, value);
            case LIST -> writeList(row, (List<?>) value);
            case MAP -> writeMap(row, (Map<?, ?>) value);
        }
    }

    private void writeElement(long row, Object value) {
        switch (type.element()) {
            case BOOL -> Memory.writeByte(data + row, (Boolean) value ? 1 : 0);
            case INT32 -> Memory.writeInt(data + row * 4, (Integer) value);
            case INT64, TIMESTAMP -> writeLong(row, (Long) value);
            case FLOAT32 -> Memory.writeInt(data + row * 4, Float.floatToRawIntBits((Float) value));
            case FLOAT64 -> writeLong(row, Double.doubleToRawLongBits((Double) value));
            case STRING -> writeBytes(row, ((String) value).getBytes(StandardCharsets.UTF_8));
            case BYTES -> writeBytes(row, (byte[]) value);
        }
    }

    private void writeBytes(long row, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(
                    bytes, 0, copy, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
            api.assignString.call(vector, row, copy.address(), bytes.length);
        }
    }

    private void writeList(long row, List<?> list) {
        long begin = reserve(row, list.size());
        writeAll(api.listChild.call(vector), type.element(), begin, list);
    }

    private void writeMap(long row, Map<?, ?> map) {
        long begin = reserve(row, map.size());
        long entries = api.listChild.call(vector);
        writeAll(api.structChild.call(entries, 0), ValueType.STRING, begin, map.keySet());
        writeAll(api.structChild.call(entries, 1), type.element(), begin, map.values());
    }

    private long reserve(long row, int count) {
        long begin = api.listSize.call(vector);
        api.listReserve.call(vector, begin + count);
        api.listSetSize.call(vector, begin + count);
        Memory.writeLong(data + row * 16, begin);
        Memory.writeLong(data + row * 16 + 8, count);
        return begin;
    }

    private void writeAll(long child, ValueType element, long begin, Collection<?> values) {
        var writer = new VectorWriter(api, FeatureType.of(element));
        writer.bind(child);
        long row = begin;
        for (Object value : values) {
            writer.write(row++, value);
        }
    }
}
