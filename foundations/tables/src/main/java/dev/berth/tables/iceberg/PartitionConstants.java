package dev.berth.tables.iceberg;

import dev.berth.tables.iceberg.ColumnReading.Constant;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/// Values that all rows of a file share.
final class PartitionConstants {
    private static final long NANOS = 1_000;

    private PartitionConstants() {}

    /// What the partition of a file says of its columns, by their field ids.
    static Map<Integer, Constant> of(PartitionSpec spec, StructLike partition, Schema schema) {
        Map<Integer, Constant> constants = new HashMap<>();
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField field = spec.fields().get(i);
            NestedField column = schema.findField(field.sourceId());
            if (column != null && field.transform().isIdentity()) {
                constants.put(
                        column.fieldId(), constant(column.type(), partition.get(i, Object.class)));
            }
        }
        return constants;
    }

    /// What rows have that were written before the column was added.
    static Constant initial(NestedField column) {
        return constant(column.type(), column.initialDefault());
    }

    private static Constant constant(Type type, @Nullable Object value) {
        // Finer times than microseconds are no constants here.
        String name = TypeNames.of(type).replace("TIMESTAMP_NS", "TIMESTAMP");
        return value == null
                ? new Constant(name, null)
                : switch (type.typeId()) {
                    // Written before the column became wider.
                    case LONG -> new Constant(name, ((Number) value).longValue());
                    case DOUBLE -> new Constant(name, ((Number) value).doubleValue());
                    case STRING -> new Constant(name, value.toString());
                    case BINARY, FIXED -> new Constant(name, ByteBuffer.wrap(bytes(value)));
                    case TIMESTAMP_NANO -> new Constant(name, micros(((Number) value).longValue()));
                    default -> new Constant(name, value);
                };
    }

    /// Half a microsecond counts as a whole one, as in files.
    private static long micros(long nanos) {
        return (nanos + (nanos >= 0 ? NANOS / 2 : -NANOS / 2)) / NANOS;
    }

    private static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return (byte[]) value;
    }
}
