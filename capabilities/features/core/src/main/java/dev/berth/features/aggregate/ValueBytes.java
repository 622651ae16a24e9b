package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of columns in bytes: whole numbers short, floating-point ones as they are, texts and
/// bytes after their lengths, lists after twice their lengths, plus one if elements are missing; a
/// byte before each element then says whether it is there.
final class ValueBytes {
    private ValueBytes() {}

    static void write(ByteWriter out, FeatureType type, Object value) {
        if (!type.isList()) {
            write(out, type.element(), value);
            return;
        }
        List<?> elements = (List<?>) value;
        boolean gaps = hasGaps(elements);
        out.writeUnsigned(2L * elements.size() + (gaps ? 1 : 0));
        for (@Nullable Object element : elements) {
            if (gaps) {
                out.writeByte(element == null ? 0 : 1);
            }
            if (element != null) {
                write(out, type.element(), element);
            }
        }
    }

    private static boolean hasGaps(List<?> elements) {
        for (@Nullable Object element : elements) {
            if (element == null) {
                return true;
            }
        }
        return false;
    }

    private static void write(ByteWriter out, ValueType type, Object value) {
        switch (type) {
            case BOOL -> out.writeByte(((Boolean) value) ? 1 : 0);
            case INT32, INT64, TIMESTAMP -> out.writeSigned(((Number) value).longValue());
            case FLOAT32 -> out.writeFloat(((Number) value).floatValue());
            case FLOAT64 -> out.writeDouble(((Number) value).doubleValue());
            case STRING -> out.writeText((String) value);
            case BYTES -> out.writeBytes((byte[]) value);
        }
    }

    /// @throws IllegalArgumentException if the bytes are not those of a value of the type
    static Object read(ByteReader in, FeatureType type) {
        if (!type.isList()) {
            return read(in, type.element());
        }
        long header = in.readUnsigned();
        long count = header >>> 1;
        boolean gaps = (header & 1) != 0;
        if (count > in.remaining()) {
            throw new IllegalArgumentException(
                    "a list of " + count + " in " + in.remaining() + " bytes");
        }
        List<@Nullable Object> elements = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            elements.add(gaps && !readBool(in) ? null : read(in, type.element()));
        }
        return Collections.unmodifiableList(elements);
    }

    private static Object read(ByteReader in, ValueType type) {
        return switch (type) {
            case BOOL -> readBool(in);
            case INT32 -> readInt(in);
            case INT64, TIMESTAMP -> in.readSigned();
            case FLOAT32 -> in.readFloat();
            case FLOAT64 -> in.readDouble();
            case STRING -> in.readText();
            case BYTES -> in.readBytes();
        };
    }

    private static int readInt(ByteReader in) {
        long value = in.readSigned();
        if (value != (int) value) {
            throw new IllegalArgumentException(value + " (expected: an int32)");
        }
        return (int) value;
    }

    private static boolean readBool(ByteReader in) {
        byte value = in.readByte();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException(value + " (expected: 0 or 1)");
        }
        return value == 1;
    }
}
