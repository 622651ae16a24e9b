package dev.berth.tables.duckdb;

import dev.berth.core.feature.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of a column of one chunk, copied out of the engine as they lie there: no object for each.
/// Made by [VectorReader#copy]. Immutable; callers check for null first.
public final class ColumnValues {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ValueType type;
    private final int count;

    /// A bit for each value; null if all are there.
    private final long @Nullable [] validity;

    /// Numbers one after the other; of texts and bytes their contents.
    private final byte[] data;

    /// Where each text, bytes or list begins, and where it ends.
    private final int[] begins;

    private final int[] ends;

    /// Of a list, all of them one after the other.
    private final @Nullable ColumnValues elements;

    ColumnValues(
            ValueType type,
            int count,
            long @Nullable [] validity,
            byte[] data,
            int[] begins,
            int[] ends,
            @Nullable ColumnValues elements) {
        this.type = type;
        this.count = count;
        this.validity = validity;
        this.data = data;
        this.begins = begins;
        this.ends = ends;
        this.elements = elements;
    }

    /// The type of a value, or of an element of a list.
    public ValueType type() {
        return type;
    }

    public int count() {
        return count;
    }

    public boolean isList() {
        return elements != null;
    }

    public boolean isNull(int index) {
        return validity != null && (validity[index >> 6] & (1L << (index & 63))) == 0;
    }

    /// Whether some value is missing.
    public boolean hasNulls() {
        return validity != null;
    }

    /// A bool (0 or 1), int32, int64 or timestamp.
    public long integer(int index) {
        return switch (type) {
            case BOOL -> data[index];
            case INT32 -> (int) INTS.get(data, index * 4);
            case INT64, TIMESTAMP -> (long) LONGS.get(data, index * 8);
            case FLOAT32, FLOAT64, STRING, BYTES ->
                    throw new IllegalStateException("a column of type " + type);
        };
    }

    /// A float32 or float64.
    public double real(int index) {
        return switch (type) {
            case FLOAT32 -> Float.intBitsToFloat((int) INTS.get(data, index * 4));
            case FLOAT64 -> Double.longBitsToDouble((long) LONGS.get(data, index * 8));
            case BOOL, INT32, INT64, TIMESTAMP, STRING, BYTES ->
                    throw new IllegalStateException("a column of type " + type);
        };
    }

    /// Numbers as they lie, little-endian: 4 bytes each of int32 and float32, 8 of int64, timestamp
    /// and float64. Read-only.
    public ByteBuffer numbers(int from, int count) {
        int size =
                switch (type) {
                    case INT32, FLOAT32 -> 4;
                    case INT64, TIMESTAMP, FLOAT64 -> 8;
                    case BOOL, STRING, BYTES ->
                            throw new IllegalStateException("a column of type " + type);
                };
        return ByteBuffer.wrap(data, from * size, count * size)
                .slice()
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The bytes of a string, in UTF-8, or of bytes; a copy.
    public byte[] bytes(int index) {
        return Arrays.copyOfRange(data, begins[index], ends[index]);
    }

    /// A string.
    public String text(int index) {
        return new String(data, begins[index], ends[index] - begins[index], StandardCharsets.UTF_8);
    }

    /// The elements of all lists, one after the other.
    public ColumnValues elements() {
        if (elements == null) {
            throw new IllegalStateException("a column of single values");
        }
        return elements;
    }

    /// Where a list begins among the elements.
    public int begin(int index) {
        return begins[index];
    }

    /// The length of a list, a text or bytes; 0 for one that is missing.
    public int length(int index) {
        return ends[index] - begins[index];
    }

    /// Bytes of memory that the values take, about.
    public long byteCount() {
        return data.length
                + 4L * (begins.length + ends.length)
                + (validity == null ? 0 : 8L * validity.length)
                + (elements == null ? 0 : elements.byteCount());
    }

    /// Contents of texts and bytes, from [#begin] on; numbers one after the other.
    byte[] data() {
        return data;
    }

    /// The value in its Java form; null if it is missing.
    public @Nullable Object value(int index) {
        if (isNull(index)) {
            return null;
        }
        if (elements != null) {
            List<@Nullable Object> list = new ArrayList<>(length(index));
            for (int i = begins[index]; i < ends[index]; i++) {
                list.add(elements.value(i));
            }
            return list;
        }
        return switch (type) {
            case BOOL -> integer(index) != 0;
            case INT32 -> (int) integer(index);
            case INT64, TIMESTAMP -> integer(index);
            case FLOAT32 -> (float) real(index);
            case FLOAT64 -> real(index);
            case STRING -> text(index);
            case BYTES -> bytes(index);
        };
    }
}
