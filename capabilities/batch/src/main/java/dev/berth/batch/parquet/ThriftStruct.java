package dev.berth.batch.parquet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Struct in Thrift's compact protocol: values by the numbers of their fields. Whole numbers are
/// Long, truth values Boolean, binary `byte[]`, doubles their bits in a [Bits], lists a [Items].
/// For one thread.
final class ThriftStruct {
    private final Map<Integer, Field> fields = new TreeMap<>();

    /// A value with its type in the protocol.
    record Field(int type, Object value) {}

    /// Bits of a double.
    record Bits(long bits) {}

    /// List of values of one type.
    record Items(int type, List<Object> values) {
        Items {
            values = List.copyOf(values);
        }
    }

    /// In the order of their numbers.
    Map<Integer, Field> fields() {
        return fields;
    }

    void put(int id, int type, Object value) {
        fields.put(id, new Field(type, value));
    }

    /// A whole number; null if it is not there.
    @Nullable Long number(int id) {
        Field field = fields.get(id);
        return field != null && field.value() instanceof Long number ? number : null;
    }

    /// Adds to a number that is there.
    void shift(int id, long by) {
        Field field = fields.get(id);
        if (field != null && field.value() instanceof Long number) {
            fields.put(id, new Field(field.type(), number + by));
        }
    }

    /// The structs of a list; none if it is not there.
    List<ThriftStruct> structs(int id) {
        Field field = fields.get(id);
        return field != null && field.value() instanceof Items items
                ? items.values().stream().map(ThriftStruct.class::cast).toList()
                : List.of();
    }
}
