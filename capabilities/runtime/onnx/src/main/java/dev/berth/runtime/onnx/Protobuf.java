package dev.berth.runtime.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Reads a protobuf message where it lies, field by field; what is not requested is stepped over,
/// so that a model of gigabytes costs a few pages.
///
/// Every method throws [IndexOutOfBoundsException] for bytes that are no such message.
final class Protobuf {
    private final MemorySegment bytes;

    Protobuf(MemorySegment bytes) {
        this.bytes = bytes;
    }

    /// Bytes `from` (inclusive) to `to` (exclusive).
    record Span(long from, long to) {
        long size() {
            return to - from;
        }
    }

    /// A field of a message.
    ///
    /// @param number in the message
    /// @param start where its tag is
    /// @param content of a text, of bytes or of a message; empty otherwise
    /// @param value of an integer; 0 otherwise
    record Field(int number, long start, Span content, long value) {}

    interface FieldReader {
        void read(Field field);
    }

    interface SpanReader {
        void read(Span span);
    }

    Span all() {
        return new Span(0, bytes.byteSize());
    }

    String text(Span span) {
        byte[] copy = bytes.asSlice(span.from, span.size()).toArray(ValueLayout.JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /// Each content of the field with this number.
    void each(Span message, int number, SpanReader reader) {
        eachField(
                message,
                field -> {
                    if (field.number == number) {
                        reader.read(field.content);
                    }
                });
    }

    void eachField(Span message, FieldReader reader) {
        var position = new Position(message.from);
        while (position.at < message.to) {
            Field field = position.field(message.to);
            position.at = Math.max(position.at, field.content.to);
            reader.read(field);
        }
    }

    private final class Position {
        private long at;

        Position(long at) {
            this.at = at;
        }

        Field field(long end) {
            long start = at;
            long tag = varint();
            int number = (int) (tag >>> 3);
            var none = new Span(at, at);
            return switch ((int) (tag & 7)) {
                case 0 -> new Field(number, start, none, varint());
                case 1 -> skip(number, start, Long.BYTES);
                case 2 -> {
                    long length = varint();
                    if (length < 0 || length > end - at) {
                        throw new IndexOutOfBoundsException("length " + length);
                    }
                    yield new Field(number, start, new Span(at, at + length), 0);
                }
                case 5 -> skip(number, start, Integer.BYTES);
                default -> throw new IndexOutOfBoundsException("wire type of tag " + tag);
            };
        }

        private Field skip(int number, long start, int size) {
            at += size;
            return new Field(number, start, new Span(at, at), 0);
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = bytes.get(ValueLayout.JAVA_BYTE, at++);
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IndexOutOfBoundsException("varint of more than ten bytes");
        }
    }
}
