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

/// Writes the values of one column into a vector of the engine. For one thread.
public final class VectorWriter {
    private static final int SCRATCH_BYTES_MIN = 4096;

    private final DuckApi api;
    private final FeatureType type;

    /// For texts that the engine copies.
    private final Arena arena;

    private final @Nullable VectorWriter elements;
    private MemorySegment scratch = MemorySegment.NULL;
    private long vector;
    private long data;
    private long validity;

    /// @param arena outlives it
    VectorWriter(DuckApi api, FeatureType type, Arena arena) {
        this.api = api;
        this.type = type;
        this.arena = arena;
        this.elements =
                type.isList() ? new VectorWriter(api, FeatureType.of(type.element()), arena) : null;
    }

    void bind(long newVector) {
        vector = newVector;
        data = api.vectorData.call(vector);
        api.vectorEnsureValidity.call(vector);
        validity = api.vectorValidity.call(vector);
    }

    public void writeNull(long row) {
        long word = validity + (row >> 6) * 8;
        Memory.writeLong(word, Memory.readLong(word) & ~(1L << (row & 63)));
    }

    /// An int64 or timestamp.
    public void writeLong(long row, long value) {
        Memory.writeLong(data + row * 8, value);
    }

    public void writeInt(long row, int value) {
        Memory.writeInt(data + row * 4, value);
    }

    public void writeBool(long row, boolean value) {
        Memory.writeByte(data + row, value ? 1 : 0);
    }

    public void writeFloat(long row, float value) {
        Memory.writeInt(data + row * 4, Float.floatToRawIntBits(value));
    }

    public void writeDouble(long row, double value) {
        writeLong(row, Double.doubleToRawLongBits(value));
    }

    /// A text in UTF-8, or bytes.
    public void writeBytes(long row, byte[] bytes) {
        writeBytes(row, bytes, 0, bytes.length);
    }

    private void writeBytes(long row, byte[] from, int offset, int length) {
        if (scratch.byteSize() < length || scratch.address() == 0) {
            scratch =
                    arena.allocate(
                            Math.max(SCRATCH_BYTES_MIN, Math.max(length, 2L * scratch.byteSize())));
        }
        Memory.write(from, offset, scratch.address(), length);
        api.assignString.call(vector, row, scratch.address(), length);
    }

    /// Makes room for lists, whose elements are then written by [#elements], bound to it.
    ///
    /// @return the place of the first element of the first
    public long beginLists(long row, int count, int length) {
        long begin = reserve(Math.multiplyExact(count, length));
        for (int i = 0; i < count; i++) {
            writeEntry(row + i, begin + (long) i * length, length);
        }
        elements().bind(api.listChild.call(vector));
        return begin;
    }

    /// The writer of the elements of lists.
    public VectorWriter elements() {
        if (elements == null) {
            throw new IllegalStateException("a column of " + type);
        }
        return elements;
    }

    /// Values that were copied out of a column of the same type.
    public void writeAll(long row, ColumnValues values, int from, int count) {
        if (type.isList()) {
            writeLists(row, values, from, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (values.isNull(from + i)) {
                writeNull(row + i);
            } else {
                writeElement(row + i, values, from + i);
            }
        }
    }

    private void writeLists(long row, ColumnValues values, int from, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum = Math.addExact(sum, values.length(from + i));
        }
        long next = reserve(sum);
        elements().bind(api.listChild.call(vector));
        for (int i = 0; i < count; i++) {
            int length = values.length(from + i);
            if (values.isNull(from + i)) {
                writeNull(row + i);
            } else {
                writeEntry(row + i, next, length);
                elements().writeAll(next, values.elements(), values.begin(from + i), length);
                next += length;
            }
        }
    }

    private void writeElement(long row, ColumnValues values, int index) {
        switch (type.element()) {
            case BOOL -> writeBool(row, values.integer(index) != 0);
            case INT32 -> writeInt(row, (int) values.integer(index));
            case INT64, TIMESTAMP -> writeLong(row, values.integer(index));
            case FLOAT32 -> writeFloat(row, (float) values.real(index));
            case FLOAT64 -> writeDouble(row, values.real(index));
            case STRING, BYTES ->
                    writeBytes(row, values.data(), values.begin(index), values.length(index));
        }
    }

    /// A value in its Java form.
    public void write(long row, @Nullable Object value) {
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

    private void writeList(long row, List<?> list) {
        long begin = reserve(list.size());
        writeEntry(row, begin, list.size());
        writeAll(api.listChild.call(vector), type.element(), begin, list);
    }

    private void writeMap(long row, Map<?, ?> map) {
        long begin = reserve(map.size());
        writeEntry(row, begin, map.size());
        long entries = api.listChild.call(vector);
        writeAll(api.structChild.call(entries, 0), ValueType.STRING, begin, map.keySet());
        writeAll(api.structChild.call(entries, 1), type.element(), begin, map.values());
    }

    private long reserve(int count) {
        long begin = api.listSize.call(vector);
        api.listReserve.call(vector, begin + count);
        api.listSetSize.call(vector, begin + count);
        return begin;
    }

    private void writeEntry(long row, long begin, int count) {
        Memory.writeLong(data + row * 16, begin);
        Memory.writeLong(data + row * 16 + 8, count);
    }

    private void writeAll(long child, ValueType element, long begin, Collection<?> values) {
        var writer = new VectorWriter(api, FeatureType.of(element), arena);
        writer.bind(child);
        long row = begin;
        for (Object value : values) {
            writer.write(row++, value);
        }
    }
}
