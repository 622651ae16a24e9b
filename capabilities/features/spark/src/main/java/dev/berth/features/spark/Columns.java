package dev.berth.features.spark;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.time.ZoneId;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/// Building blocks of Spark expressions. The session's time zone is UTC.
final class Columns {
    /// Whether a text ends in an offset.
    private static final String HAS_OFFSET =
            ":\\d\\d(\\.\\d+)?\\s*(Z|z|UTC|[+-]\\d\\d(:?\\d\\d)?)$";

    /// Spark also accepts years, months and times of day, which are not valid here.
    private static final String HAS_DATE = "^\\s*[+-]?\\d{4,6}-\\d{1,2}-\\d{1,2}";

    private Columns() {}

    /// The column of this name, whatever characters it has.
    static Column named(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    /// The instant of a local time in a zone. Spark uses Java's zones, and takes the first of two
    /// times and the offset before a gap, as [java.time.LocalDateTime#atZone].
    static Column instantOfLocal(Column value, ZoneId zone) {
        return functions.to_utc_timestamp(
                value.cast(DataTypes.TimestampNTZType).cast(DataTypes.TimestampType), zone.getId());
    }

    /// The instant of a text, with or without an offset.
    static Column instantOfText(Column value, ZoneId zone) {
        Column written = functions.trim(value);
        return when(value.isNull(), lit(null).cast(DataTypes.TimestampType))
                .when(
                        functions.not(value.rlike(HAS_DATE)),
                        functions
                                .raise_error(functions.concat(lit("no time: "), value))
                                .cast(DataTypes.TimestampType))
                .when(
                        written.rlike(HAS_OFFSET),
                        functions
                                .regexp_replace(written, lit("\\s*(z|Z|UTC)$"), lit("Z"))
                                .cast(DataTypes.TimestampType))
                .otherwise(instantOfLocal(written, zone));
    }

    /// The instant of an integer.
    static Column instantOfNumber(Column value, EpochUnit unit) {
        return functions.timestamp_micros(
                value.cast(DataTypes.LongType).multiply(lit(unit.micros())));
    }

    /// A value in the form in which executors exchange it.
    static Column carried(Column value, FeatureType type) {
        Column typed = value.cast(SparkTypes.of(type));
        if (type.element() != ValueType.TIMESTAMP) {
            return typed;
        }
        return type.isList()
                ? functions.transform(typed, functions::unix_micros)
                : functions.unix_micros(typed);
    }

    /// A [#carried] value in the form of files.
    static Column written(Column value, FeatureType type) {
        if (type.element() != ValueType.TIMESTAMP) {
            return value;
        }
        return switch (type.form()) {
            case SINGLE -> functions.timestamp_micros(value);
            case LIST -> functions.transform(value, functions::timestamp_micros);
            case MAP ->
                    functions.transform_values(
                            value, (_, element) -> functions.timestamp_micros(element));
        };
    }
}
