package dev.berth.features.bytes;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of columns in bytes, without their type, which reader and writer know. There are no maps
/// among them.
public final class ValueBytes {
    private ValueBytes() {}

    /// Writes a value or that it is missing.
    public static void write(FeatureType type, @Nullable Object value, ByteWriter out) {
        if (value == null) {
            out.writeByte(0);
            return;
        }
        out.writeByte(1);
        if (!type.isList()) {
            writeElement(type.element(), value, out);
            return;
        }
        List<?> list = (List<?>) value;
        out.writeUnsigned(list.size());
        for (Object element : list) {
            write(FeatureType.of(type.element()), element, out);
        }
    }

    private static void writeElement(ValueType type, Object value, ByteWriter out) {
        switch (type) {
            case BOOL -> out.writeByte((Boolean) value ? 1 : 0);
            case INT32 -> out.writeSigned((Integer) value);
            case INT64, TIMESTAMP -> out.writeSigned((Long) value);
            case FLOAT32 -> out.writeFloat((Float) value);
            case FLOAT64 -> out.writeDouble((Double) value);
            case STRING -> out.writeText((String) value);
            case BYTES -> out.writeBytes((byte[]) value);
        }
    }

    /// Reads what [#write] wrote for the type.
    public static @Nullable Object read(FeatureType type, ByteReader in) {
        if (in.readByte() == 0) {
            return null;
        }
        if (!type.isList()) {
            return readElement(type.element(), in);
        }
        int count = in.readCount();
        List<@Nullable Object> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(read(FeatureType.of(type.element()), in));
        }
        return list;
    }

    private static Object readElement(ValueType type, ByteReader in) {
        return switch (type) {
            case BOOL -> in.readByte() != 0;
            case INT32 -> (int) in.readSigned();
            case INT64, TIMESTAMP -> in.readSigned();
            case FLOAT32 -> in.readFloat();
            case FLOAT64 -> in.readDouble();
            case STRING -> in.readText();
            case BYTES -> in.readBytes();
        };
    }
}
