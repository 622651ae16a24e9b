package dev.berth.tables.iceberg;

import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/// Names of Iceberg's types in terms of [dev.berth.tables.ColumnCheck].
final class TypeNames {
    private TypeNames() {}

    static String of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case STRING -> "VARCHAR";
            case BINARY, FIXED -> "BLOB";
            case DATE -> "DATE";
            case TIMESTAMP ->
                    ((Types.TimestampType) type).shouldAdjustToUTC()
                            ? "TIMESTAMP WITH TIME ZONE"
                            : "TIMESTAMP";
            case TIMESTAMP_NANO ->
                    ((Types.TimestampNanoType) type).shouldAdjustToUTC()
                            ? "TIMESTAMP_NS WITH TIME ZONE"
                            : "TIMESTAMP_NS";
            case LIST -> of(((Types.ListType) type).elementType()) + "[]";
            case TIME, UUID, DECIMAL, GEOMETRY, GEOGRAPHY, STRUCT, MAP, VARIANT, UNKNOWN ->
                    type.toString().toUpperCase(Locale.ROOT);
        };
    }
}
