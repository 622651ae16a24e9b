package dev.berth.tables.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A column of the chunk that it is bound to. Values are read where they lie; callers check for
/// null first. For one thread.
public final class VectorReader {
    /// A list's offset and length.
    private static final int ENTRY_BYTES = 16;

    private static final int[] NONE = {};
    private static final byte[] NO_BYTES = {};

    private final DuckApi api;
    private final ValueType type;
    private final int index;
    private final @Nullable VectorReader keys;
    private final @Nullable VectorReader elements;
    private long data;
    private long validity;

    private VectorReader(
            DuckApi api,
            ValueType type,
            int index,
            @Nullable VectorReader keys,
            @Nullable VectorReader elements) {
        this.api = api;
        this.type = type;
        this.index = index;
        this.keys = keys;
        this.elements = elements;
    }

    static VectorReader of(DuckApi api, FeatureType type, int index) {
        VectorReader keys =
                type.isMap() ? new VectorReader(api, ValueType.STRING, 0, null, null) : null;
        VectorReader elements =
                type.isList() || type.isMap()
                        ? new VectorReader(api, type.element(), 0, null, null)
                        : null;
        return new VectorReader(api, type.element(), index, keys, elements);
    }

    /// Binds to the current chunk of `rows`.
    public void bind(ResultCursor rows) {
        bindVector(rows.vector(index));
    }

    private void bindVector(long vector) {
        data = api.vectorData.call(vector);
        validity = api.vectorValidity.call(vector);
        if (elements == null) {
            return;
        }
        long child = api.listChild.call(vector);
        if (keys == null) {
            elements.bindVector(child);
        } else {
            keys.bindVector(api.structChild.call(child, 0));
            elements.bindVector(api.structChild.call(child, 1));
        }
    }

    public boolean isNull(int row) {
        return validity != 0
                && (Memory.readLong(validity + (row >> 6) * 8L) & (1L << (row & 63))) == 0;
    }

    /// A bool (0 or 1), int32, int64 or timestamp.
    public long integer(int row) {
        return switch (type) {
            case BOOL -> Memory.readByte(data + row);
            case INT32 -> Memory.readInt(data + row * 4L);
            case INT64, TIMESTAMP -> Memory.readLong(data + row * 8L);
            case FLOAT32, FLOAT64, STRING, BYTES ->
                    throw new IllegalStateException("a column of type " + type);
        };
    }

    /// A float32 or float64.
    public double real(int row) {
        return switch (type) {
            case FLOAT32 -> Float.intBitsToFloat(Memory.readInt(data + row * 4L));
            case FLOAT64 -> Double.longBitsToDouble(Memory.readLong(data + row * 8L));
            case BOOL, INT32, INT64, TIMESTAMP, STRING, BYTES ->
                    throw new IllegalStateException("a column of type " + type);
        };
    }

    public String text(int row) {
        return new String(bytes(row), StandardCharsets.UTF_8);
    }

    /// The bytes of a string, in UTF-8, or of bytes.
    public byte[] bytes(int row) {
        long text = data + (long) row * Memory.TEXT_BYTES;
        return Memory.readBytes(Memory.textAddress(text), Memory.textLength(text));
    }

    /// The value in its Java form; null if there is none.
    public @Nullable Object value(int row) {
        if (isNull(row)) {
            return null;
        }
        if (elements != null) {
            long entry = data + (long) row * ENTRY_BYTES;
            return keys == null ? list(elements, entry) : map(keys, elements, entry);
        }
        return switch (type) {
            case BOOL -> integer(row) != 0;
            case INT32 -> (int) integer(row);
            case INT64, TIMESTAMP -> integer(row);
            case FLOAT32 -> (float) real(row);
            case FLOAT64 -> real(row);
            case STRING -> text(row);
            case BYTES -> bytes(row);
        };
    }

    /// The values of the first rows, copied. Not for maps.
    public ColumnValues copy(int count) {
        return copy(0, count);
    }

    private ColumnValues copy(int from, int count) {
        if (keys != null) {
            throw new IllegalStateException("a column of maps");
        }
        long @Nullable [] valid = copyValidity(from, count);
        if (elements != null) {
            return copyLists(elements, from, count, valid);
        }
        if (type != ValueType.STRING && type != ValueType.BYTES) {
            int bytes = TypeIds.bytesOf(type);
            byte[] numbers = Memory.readBytes(data + (long) from * bytes, count * bytes);
            return new ColumnValues(type, count, valid, numbers, NONE, NONE, null);
        }
        int[] begins = new int[count];
        int[] ends = new int[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            begins[i] = size;
            int length = isNull(from + i) ? 0 : Memory.textLength(text(data, from + i));
            size = Math.addExact(size, length);
            ends[i] = size;
        }
        byte[] texts = new byte[size];
        for (int i = 0; i < count; i++) {
            int length = ends[i] - begins[i];
            if (length > 0) {
                Memory.read(Memory.textAddress(text(data, from + i)), texts, begins[i], length);
            }
        }
        return new ColumnValues(type, count, valid, texts, begins, ends, null);
    }

    private static long text(long data, int row) {
        return data + (long) row * Memory.TEXT_BYTES;
    }

    /// A bit for each row; null if no value is missing.
    private long @Nullable [] copyValidity(int from, int count) {
        if (validity == 0) {
            return null;
        }
        long[] valid = new long[(count + 63) >> 6];
        boolean hasNulls = false;
        for (int i = 0; i < count; i++) {
            if (isNull(from + i)) {
                hasNulls = true;
            } else {
                valid[i >> 6] |= 1L << (i & 63);
            }
        }
        return hasNulls ? valid : null;
    }

    private ColumnValues copyLists(
            VectorReader child, int from, int count, long @Nullable [] valid) {
        int[] begins = new int[count];
        int[] ends = new int[count];
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (int i = 0; i < count; i++) {
            if (!isNull(from + i)) {
                long entry = data + (from + (long) i) * ENTRY_BYTES;
                begins[i] = (int) Memory.readLong(entry);
                ends[i] = begins[i] + (int) Memory.readLong(entry + 8);
                if (ends[i] > begins[i]) {
                    first = Math.min(first, begins[i]);
                    last = Math.max(last, ends[i]);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            boolean isEmpty = ends[i] == begins[i];
            begins[i] = isEmpty ? 0 : begins[i] - first;
            ends[i] = isEmpty ? 0 : ends[i] - first;
        }
        ColumnValues all = last == 0 ? child.copy(0, 0) : child.copy(first, last - first);
        return new ColumnValues(type, count, valid, NO_BYTES, begins, ends, all);
    }

    private static List<@Nullable Object> list(VectorReader elements, long entry) {
        int offset = (int) Memory.readLong(entry);
        int length = (int) Memory.readLong(entry + 8);
        List<@Nullable Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(elements.value(offset + i));
        }
        return list;
    }

    private static SortedMap<String, @Nullable Object> map(
            VectorReader keys, VectorReader elements, long entry) {
        SortedMap<String, @Nullable Object> map = new TreeMap<>();
        int offset = (int) Memory.readLong(entry);
        int length = (int) Memory.readLong(entry + 8);
        for (int i = 0; i < length; i++) {
            map.put(keys.text(offset + i), elements.value(offset + i));
        }
        return map;
    }

    /// Whether two rows have the same value, or none; not for lists.
    public boolean isSame(int a, int b) {
        if (isNull(a) || isNull(b)) {
            return isNull(a) == isNull(b);
        }
        int bytes = TypeIds.bytesOf(type);
        long first = data + (long) a * bytes;
        long second = data + (long) b * bytes;
        if (bytes != Memory.TEXT_BYTES) {
            return Memory.isSame(first, second, bytes);
        }
        int length = Memory.textLength(first);
        return length == Memory.textLength(second)
                && Memory.isSame(Memory.textAddress(first), Memory.textAddress(second), length);
    }
}
