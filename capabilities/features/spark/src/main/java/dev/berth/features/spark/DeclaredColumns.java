package dev.berth.features.spark;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.ColumnCheck.TimeKind;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/// Conversion of file values to the declared types of a source; times are instants.
final class DeclaredColumns {
    /// In nanoseconds.
    private static final long HALF_MICRO = 500;

    private final EventSource source;

    DeclaredColumns(EventSource source) {
        this.source = source;
    }

    boolean isTime(String name) {
        FeatureType type = type(name);
        return type.element() == ValueType.TIMESTAMP && !type.isList();
    }

    private FeatureType type(String name) {
        return source.columns().getOrDefault(name, FeatureType.of(ValueType.BOOL));
    }

    /// A column of this name with a value.
    ///
    /// @param kind of the value, if it is a time
    Column value(String name, Column value, TimeKind kind) {
        if (!isTime(name)) {
            return value.cast(SparkTypes.of(type(name)));
        }
        return switch (kind) {
            case LOCAL -> Columns.instantOfLocal(value, source.zone());
            case INSTANT -> value.cast(DataTypes.TimestampType);
            case NUMBER ->
                    Columns.instantOfNumber(
                            value,
                            source.epoch()
                                    .orElseThrow(
                                            () -> new IllegalStateException("checked before")));
            case TEXT -> Columns.instantOfText(value, source.zone());
        };
    }

    /// A value of a Parquet file. Spark reads nanoseconds as integers, rounded here half up to
    /// microseconds, as in DuckDB.
    ///
    /// @param type as in [ParquetColumns]
    static Column stored(Column value, String type) {
        if (!type.equals("TIMESTAMP_NS")) {
            return value;
        }
        Column half = functions.when(value.geq(0), HALF_MICRO).otherwise(-HALF_MICRO);
        Column micros =
                functions.call_function("div", value.plus(half), functions.lit(2 * HALF_MICRO));
        return functions.timestamp_micros(micros).cast(DataTypes.TimestampNTZType);
    }
}
