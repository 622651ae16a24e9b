package dev.berth.batch.parquet;

import dev.berth.batch.parquet.ThriftStruct.Bits;
import dev.berth.batch.parquet.ThriftStruct.Field;
import dev.berth.batch.parquet.ThriftStruct.Items;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Thrift's compact protocol, read and written, as far as Parquet's footers use it: no maps and
/// sets. Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
final class CompactProtocol {
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int I16 = 4;
    static final int I32 = 5;
    static final int I64 = 6;
    static final int DOUBLE = 7;
    static final int BINARY = 8;
    static final int LIST = 9;
    static final int STRUCT = 12;

    /// Deeper than any footer is.
    private static final int DEPTH_MAX = 64;

    private static final int SHORT_LIST_MAX = 14;
    private static final int DELTA_MAX = 15;

    private CompactProtocol() {}

    /// Reads a struct.
    ///
    /// @throws IOException if it is none
    static ThriftStruct read(ByteBuffer in) throws IOException {
        try {
            return readStruct(in.order(ByteOrder.LITTLE_ENDIAN), 0);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IOException("a struct that ends too early", e);
        }
    }

    private static ThriftStruct readStruct(ByteBuffer in, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IOException("structs nested more than " + DEPTH_MAX + " deep");
        }
        var struct = new ThriftStruct();
        int id = 0;
        for (int head = in.get() & 0xff; head != 0; head = in.get() & 0xff) {
            int type = head & 0x0f;
            int delta = head >> 4;
            id = delta == 0 ? (int) zigzag(varint(in)) : id + delta;
            Object value =
                    switch (type) {
                        case TRUE -> true;
                        case FALSE -> false;
                        default -> readValue(in, type, depth);
                    };
            struct.put(id, type, value);
        }
        return struct;
    }

    private static Object readValue(ByteBuffer in, int type, int depth) throws IOException {
        return switch (type) {
            // In lists, truth values are bytes.
            case TRUE, FALSE, BYTE -> (long) in.get();
            case I16, I32, I64 -> zigzag(varint(in));
            case DOUBLE -> new Bits(in.getLong());
            case BINARY -> {
                long length = varint(in);
                if (length < 0 || length > in.remaining()) {
                    throw new IOException("a text of " + length + " bytes");
                }
                var bytes = new byte[(int) length];
                in.get(bytes);
                yield bytes;
            }
            case LIST -> {
                if (depth > DEPTH_MAX) {
                    throw new IOException("lists nested more than " + DEPTH_MAX + " deep");
                }
                int head = in.get() & 0xff;
                long size = head >> 4 == 15 ? varint(in) : head >> 4;
                if (size < 0 || size > in.remaining()) {
                    throw new IOException("a list of " + size);
                }
                List<Object> values = new ArrayList<>((int) size);
                for (int i = 0; i < size; i++) {
                    values.add(readValue(in, head & 0x0f, depth + 1));
                }
                yield new Items(head & 0x0f, values);
            }
            case STRUCT -> readStruct(in, depth + 1);
            default -> throw new IOException("a value of type " + type);
        };
    }

    private static long varint(ByteBuffer in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    private static long zigzag(long bits) {
        return (bits >>> 1) ^ -(bits & 1);
    }

    /// The bytes of a struct.
    static byte[] write(ThriftStruct struct) {
        var out = new ByteArrayOutputStream();
        writeStruct(struct, out);
        return out.toByteArray();
    }

    private static void writeStruct(ThriftStruct struct, ByteArrayOutputStream out) {
        int before = 0;
        for (Map.Entry<Integer, Field> entry : struct.fields().entrySet()) {
            int id = entry.getKey();
            Field field = entry.getValue();
            if (id > before && id - before <= DELTA_MAX) {
                out.write((id - before) << 4 | field.type());
            } else {
                out.write(field.type());
                writeZigzag(id, out);
            }
            before = id;
            if (field.type() != TRUE && field.type() != FALSE) {
                writeValue(field.type(), field.value(), out);
            }
        }
        out.write(0);
    }

    private static void writeValue(int type, Object value, ByteArrayOutputStream out) {
        switch (value) {
            case Long number when type == I16 || type == I32 || type == I64 ->
                    writeZigzag(number, out);
            case Long number -> out.write((int) (long) number);
            case Bits(long bits) ->
                    out.writeBytes(
                            ByteBuffer.allocate(Long.BYTES)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .putLong(bits)
                                    .array());
            case byte[] bytes -> {
                writeVarint(bytes.length, out);
                out.writeBytes(bytes);
            }
            case Items items -> {
                int size = items.values().size();
                out.write(Math.min(size, SHORT_LIST_MAX + 1) << 4 | items.type());
                if (size > SHORT_LIST_MAX) {
                    writeVarint(size, out);
                }
                items.values().forEach(each -> writeValue(items.type(), each, out));
            }
            case ThriftStruct struct -> writeStruct(struct, out);
            default -> throw new IllegalArgumentException("a value of type " + type);
        }
    }

    private static void writeZigzag(long value, ByteArrayOutputStream out) {
        writeVarint((value << 1) ^ (value >> 63), out);
    }

    private static void writeVarint(long value, ByteArrayOutputStream out) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }
}
