package dev.berth.features.bytes;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binary codec of column values without their type, which reader and writer know. Integers have
/// variable length, floating-point numbers are stored as they are, texts and bytes follow their
/// length. Lists follow twice their length, plus one if elements are missing; then a byte before
/// each element marks whether it is present. Maps are not supported.
public final class ValueCodec {
    private ValueCodec() {}

    /// Writes a value, or a marker that it is missing.
    public static void write(FeatureType type, @Nullable Object value, ByteWriter out) {
        out.writeByte(value == null ? 0 : 1);
        if (value != null) {
            writePresent(type, value, out);
        }
    }

    /// Writes a value.
    public static void writePresent(FeatureType type, Object value, ByteWriter out) {
        if (!type.isList()) {
            writeElement(type.element(), value, out);
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
                writeElement(type.element(), element, out);
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

    private static void writeElement(ValueType type, Object value, ByteWriter out) {
        switch (type) {
            case BOOL -> out.writeByte(((Boolean) value) ? 1 : 0);
            case INT32, INT64, TIMESTAMP -> out.writeSigned(((Number) value).longValue());
            case FLOAT32 -> out.writeFloat(((Number) value).floatValue());
            case FLOAT64 -> out.writeDouble(((Number) value).doubleValue());
            case STRING -> out.writeText((String) value);
            case BYTES -> out.writeBytes((byte[]) value);
        }
    }

    /// Reads what [#write] wrote for the type.
    ///
    /// @throws IllegalArgumentException if the bytes are not those of a value of the type
    public static @Nullable Object read(FeatureType type, ByteReader in) {
        return readBool(in) ? readPresent(type, in) : null;
    }

    /// Reads what [#writePresent] wrote for the type.
    ///
    /// @throws IllegalArgumentException if the bytes are not those of a value of the type
    public static Object readPresent(FeatureType type, ByteReader in) {
        if (!type.isList()) {
            return readElement(type.element(), in);
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
            elements.add(gaps && !readBool(in) ? null : readElement(type.element(), in));
        }
        return Collections.unmodifiableList(elements);
    }

    private static Object readElement(ValueType type, ByteReader in) {
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
