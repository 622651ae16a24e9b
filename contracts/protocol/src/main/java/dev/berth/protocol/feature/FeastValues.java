package dev.berth.protocol.feature;

import com.google.protobuf.ByteString;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.proto.feast.types.BoolList;
import dev.berth.proto.feast.types.BytesList;
import dev.berth.proto.feast.types.DoubleList;
import dev.berth.proto.feast.types.FloatList;
import dev.berth.proto.feast.types.Int32List;
import dev.berth.proto.feast.types.Int64List;
import dev.berth.proto.feast.types.StringList;
import dev.berth.proto.feast.types.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Conversion between values and Feast's messages. What is not there is a value of no kind, as
/// Feast's servers send it. A map is Feast's map from text.
public final class FeastValues {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final Value NOTHING = Value.getDefaultInstance();

    private FeastValues() {}

    /// The message of a value.
    ///
    /// @param type of the feature; for a map, of its values
    public static Value write(FeatureType type, @Nullable Object value) {
        return switch (value) {
            case null -> NOTHING;
            case Map<?, ?> map -> map(type, map);
            case List<?> list -> list(type.element(), list);
            default -> single(type.element(), value);
        };
    }

    private static Value map(FeatureType type, Map<?, ?> map) {
        var values = dev.berth.proto.feast.types.Map.newBuilder();
        map.forEach((key, member) -> values.putVal(key.toString(), write(type, member)));
        return Value.newBuilder().setMapVal(values).build();
    }

    private static Value single(ValueType type, Object value) {
        var message = Value.newBuilder();
        return switch (type) {
            case BOOL -> message.setBoolVal((Boolean) value).build();
            case INT32 -> message.setInt32Val(((Number) value).intValue()).build();
            case INT64 -> message.setInt64Val(((Number) value).longValue()).build();
            case FLOAT32 -> message.setFloatVal(((Number) value).floatValue()).build();
            case FLOAT64 -> message.setDoubleVal(((Number) value).doubleValue()).build();
            case STRING -> message.setStringVal((String) value).build();
            case BYTES -> message.setBytesVal(ByteString.copyFrom((byte[]) value)).build();
            case TIMESTAMP -> message.setUnixTimestampVal(seconds(value)).build();
        };
    }

    private static Value list(ValueType type, List<?> list) {
        var message = Value.newBuilder();
        return switch (type) {
            case BOOL -> message.setBoolListVal(bools(list)).build();
            case INT32 -> message.setInt32ListVal(int32s(list)).build();
            case INT64 ->
                    message.setInt64ListVal(int64s(list, n -> ((Number) n).longValue())).build();
            case FLOAT32 -> message.setFloatListVal(floats(list)).build();
            case FLOAT64 -> message.setDoubleListVal(doubles(list)).build();
            case STRING -> message.setStringListVal(strings(list)).build();
            case BYTES -> message.setBytesListVal(bytes(list)).build();
            case TIMESTAMP ->
                    message.setUnixTimestampListVal(int64s(list, FeastValues::seconds)).build();
        };
    }

    private static BoolList bools(List<?> list) {
        var values = BoolList.newBuilder();
        list.forEach(value -> values.addVal((Boolean) value));
        return values.build();
    }

    private static Int32List int32s(List<?> list) {
        var values = Int32List.newBuilder();
        list.forEach(value -> values.addVal(((Number) value).intValue()));
        return values.build();
    }

    private static Int64List int64s(List<?> list, Function<Object, Long> number) {
        var values = Int64List.newBuilder();
        list.forEach(value -> values.addVal(number.apply(value)));
        return values.build();
    }

    private static FloatList floats(List<?> list) {
        var values = FloatList.newBuilder();
        list.forEach(value -> values.addVal(((Number) value).floatValue()));
        return values.build();
    }

    private static DoubleList doubles(List<?> list) {
        var values = DoubleList.newBuilder();
        list.forEach(value -> values.addVal(((Number) value).doubleValue()));
        return values.build();
    }

    private static StringList strings(List<?> list) {
        var values = StringList.newBuilder();
        list.forEach(value -> values.addVal((String) value));
        return values.build();
    }

    private static BytesList bytes(List<?> list) {
        var values = BytesList.newBuilder();
        list.forEach(value -> values.addVal(ByteString.copyFrom((byte[]) value)));
        return values.build();
    }

    private static long seconds(Object micros) {
        return Math.floorDiv(((Number) micros).longValue(), MICROS_PER_SECOND);
    }

    /// A caller's value, as [FeatureRequest] has them; null for none.
    ///
    /// @param column where it stands
    /// @throws dev.berth.core.ProblemException `record-invalid` for what a column cannot hold
    static @Nullable Object read(String column, Value value) {
        return switch (value.getValCase()) {
            case BYTES_VAL -> value.getBytesVal().toByteArray();
            case STRING_VAL -> value.getStringVal();
            case INT32_VAL -> (long) value.getInt32Val();
            case INT64_VAL -> value.getInt64Val();
            case DOUBLE_VAL -> value.getDoubleVal();
            case FLOAT_VAL -> (double) value.getFloatVal();
            case BOOL_VAL -> value.getBoolVal();
            case UNIX_TIMESTAMP_VAL -> time(column, value.getUnixTimestampVal());
            case BYTES_LIST_VAL ->
                    value.getBytesListVal().getValList().stream()
                            .map(ByteString::toByteArray)
                            .toList();
            case STRING_LIST_VAL -> List.copyOf(value.getStringListVal().getValList());
            case INT32_LIST_VAL ->
                    value.getInt32ListVal().getValList().stream().map(Integer::longValue).toList();
            case INT64_LIST_VAL -> List.copyOf(value.getInt64ListVal().getValList());
            case DOUBLE_LIST_VAL -> List.copyOf(value.getDoubleListVal().getValList());
            case FLOAT_LIST_VAL ->
                    value.getFloatListVal().getValList().stream().map(Float::doubleValue).toList();
            case BOOL_LIST_VAL -> List.copyOf(value.getBoolListVal().getValList());
            case UNIX_TIMESTAMP_LIST_VAL ->
                    value.getUnixTimestampListVal().getValList().stream()
                            .map(seconds -> time(column, seconds))
                            .toList();
            case MAP_VAL, MAP_LIST_VAL -> throw FeastMessages.unreadable(column);
            case NULL_VAL -> null;
            case VAL_NOT_SET -> {
                if (!value.getUnknownFields().asMap().isEmpty()) {
                    throw FeastMessages.unreadable(column);
                }
                yield null;
            }
        };
    }

    private static long time(String column, long seconds) {
        if (Math.abs(seconds) > Long.MAX_VALUE / MICROS_PER_SECOND || seconds == Long.MIN_VALUE) {
            throw FeastMessages.unreadable(column);
        }
        return seconds * MICROS_PER_SECOND;
    }
}
