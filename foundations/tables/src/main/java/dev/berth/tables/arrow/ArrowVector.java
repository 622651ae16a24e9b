package dev.berth.tables.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The values of a column in one batch of rows, read where they lie.
final class ArrowVector {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);

    /// A view: the length, and then the bytes, or some of them, the buffer and the place in it.
    private static final int VIEW_BYTES = 16;

    private static final int INLINED_MAX = 12;

    /// Elements of lists in a batch that take no bytes there: more than anyone has, and few enough
    /// to be kept.
    private static final int WITHOUT_BYTES_MAX = 1 << 12;

    private final ArrowType type;
    private final int length;
    private final List<MemorySegment> buffers;
    private final List<ArrowVector> children;

    private ArrowVector(
            ArrowType type, int length, List<MemorySegment> buffers, List<ArrowVector> children) {
        this.type = type;
        this.length = length;
        this.buffers = buffers;
        this.children = children;
    }

    /// Takes what belongs to the next column.
    static ArrowVector read(ArrowField field, BatchBody body) {
        ArrowType type = field.dictionary().isPresent() ? field.place() : field.type();
        int length = body.nextLength();
        List<MemorySegment> buffers = new ArrayList<>();
        int count = bufferCount(type);
        for (int i = 0; i < count; i++) {
            buffers.add(body.nextBuffer());
        }
        if (type instanceof ArrowType.Bytes(_, ArrowType.Lengths lengths, _)
                && lengths == ArrowType.Lengths.VIEW) {
            int more = body.nextVariadic();
            for (int i = 0; i < more; i++) {
                buffers.add(body.nextBuffer());
            }
        }
        List<ArrowVector> children = new ArrayList<>();
        if (field.dictionary().isEmpty()) {
            field.children().forEach(child -> children.add(readElements(child, body)));
        }
        return new ArrowVector(type, length, buffers, children);
    }

    /// Takes the elements of lists. A file of some hundred bytes could declare two billion elements
    /// that take no bytes, and a list of that many fills the memory.
    private static ArrowVector readElements(ArrowField field, BatchBody body) {
        ArrowVector elements = read(field, body);
        boolean takeBytes =
                switch (elements.type) {
                    case ArrowType.Nothing _ -> false;
                    case ArrowType.Bytes(_, ArrowType.Lengths lengths, int size) ->
                            lengths != ArrowType.Lengths.FIXED || size > 0;
                    default -> true;
                };
        if (!takeBytes && elements.length > WITHOUT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "lists of "
                            + elements.length
                            + " elements without content (expected: at most "
                            + WITHOUT_BYTES_MAX
                            + ")");
        }
        return elements;
    }

    private static int bufferCount(ArrowType type) {
        return switch (type) {
            case ArrowType.Nothing _ -> 0;
            case ArrowType.Bool _, ArrowType.Whole _, ArrowType.Real _ -> 2;
            case ArrowType.Date _, ArrowType.Timestamp _ -> 2;
            case ArrowType.Bytes bytes ->
                    switch (bytes.lengths()) {
                        case SHORT, LONG -> 3;
                        case VIEW, FIXED -> 2;
                    };
            case ArrowType.ListOf list -> list.lengths() == ArrowType.Lengths.FIXED ? 1 : 2;
            case ArrowType.Other other -> other.buffers();
        };
    }

    int length() {
        return length;
    }

    private boolean isNull(int row) {
        if (type instanceof ArrowType.Nothing) {
            return true;
        }
        MemorySegment validity = buffers.getFirst();
        return validity.byteSize() > 0 && !bit(validity, row);
    }

    private static boolean bit(MemorySegment bits, int row) {
        return (bits.get(ValueLayout.JAVA_BYTE, row >> 3) & (1 << (row & 7))) != 0;
    }

    /// A Boolean, Integer, Long, Float, Double, String, `byte[]`, or List of these; a date as an
    /// Integer in days and a timestamp as a Long in microseconds, since 1970; null for none.
    @Nullable Object value(int row) {
        if (row < 0 || row >= length) {
            throw new IndexOutOfBoundsException("row " + row + " of " + length);
        }
        if (isNull(row)) {
            return null;
        }
        return switch (type) {
            case ArrowType.Nothing _ -> null;
            case ArrowType.Bool _ -> bit(buffers.get(1), row);
            case ArrowType.Whole whole -> whole(whole, row);
            case ArrowType.Real(int bits) ->
                    switch (bits) {
                        case 16 ->
                                (Object) Float.float16ToFloat(buffers.get(1).get(SHORT, row * 2L));
                        case 32 -> Float.intBitsToFloat(buffers.get(1).get(INT, row * 4L));
                        default -> Double.longBitsToDouble(buffers.get(1).get(LONG, row * 8L));
                    };
            case ArrowType.Bytes bytes -> bytes(bytes, row);
            case ArrowType.Date(boolean isMillis) ->
                    isMillis
                            ? (Object)
                                    Math.toIntExact(
                                            Math.floorDiv(
                                                    buffers.get(1).get(LONG, row * 8L),
                                                    TimeUnit.DAYS.toMillis(1)))
                            : (Object) buffers.get(1).get(INT, row * 4L);
            case ArrowType.Timestamp time -> time.unit().micros(buffers.get(1).get(LONG, row * 8L));
            case ArrowType.ListOf list -> list(list, row);
            case ArrowType.Other other ->
                    throw new IllegalStateException("a column of type " + other.label());
        };
    }

    /// Of up to 32 bits an Integer, unless it has no sign.
    private Object whole(ArrowType.Whole whole, int row) {
        MemorySegment data = buffers.get(1);
        return switch (whole.bits()) {
            case 8 -> {
                byte value = data.get(ValueLayout.JAVA_BYTE, row);
                yield whole.isSigned() ? (int) value : Byte.toUnsignedInt(value);
            }
            case 16 -> {
                short value = data.get(SHORT, row * 2L);
                yield whole.isSigned() ? (int) value : Short.toUnsignedInt(value);
            }
            case 32 -> {
                int value = data.get(INT, row * 4L);
                yield whole.isSigned() ? (Object) value : (Object) Integer.toUnsignedLong(value);
            }
            default -> data.get(LONG, row * 8L);
        };
    }

    /// Where a value is in its dictionary.
    int place(int row) {
        return value(row) instanceof Number place ? Math.toIntExact(place.longValue()) : -1;
    }

    private Object bytes(ArrowType.Bytes of, int row) {
        MemorySegment found =
                switch (of.lengths()) {
                    case SHORT, LONG -> {
                        long from = offset(of.lengths(), row);
                        yield buffers.get(2).asSlice(from, offset(of.lengths(), row + 1) - from);
                    }
                    case VIEW -> view(row);
                    case FIXED -> buffers.get(1).asSlice((long) row * of.size(), of.size());
                };
        byte[] bytes = found.toArray(ValueLayout.JAVA_BYTE);
        return of.isText() ? new String(bytes, StandardCharsets.UTF_8) : bytes;
    }

    private MemorySegment view(int row) {
        MemorySegment view = buffers.get(1).asSlice((long) row * VIEW_BYTES, VIEW_BYTES);
        int size = view.get(INT, 0);
        return size <= INLINED_MAX
                ? view.asSlice(4, size)
                : buffers.get(2 + view.get(INT, 8)).asSlice(view.get(INT, 12), size);
    }

    private long offset(ArrowType.Lengths lengths, int index) {
        MemorySegment offsets = buffers.get(1);
        return lengths == ArrowType.Lengths.LONG
                ? offsets.get(LONG, index * 8L)
                : offsets.get(INT, index * 4L);
    }

    private List<@Nullable Object> list(ArrowType.ListOf of, int row) {
        boolean isFixed = of.lengths() == ArrowType.Lengths.FIXED;
        long from = isFixed ? (long) row * of.size() : offset(of.lengths(), row);
        long to = isFixed ? from + of.size() : offset(of.lengths(), row + 1);
        ArrowVector elements = children.getFirst();
        if (from < 0 || to < from || to > elements.length) {
            throw new IndexOutOfBoundsException("a list from " + from + " to " + to);
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (long i = from; i < to; i++) {
            list.add(elements.value((int) i));
        }
        return list;
    }
}
