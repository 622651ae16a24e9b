package dev.berth.features.spark;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.Locale;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/// Mapping between feature types and Spark types.
final class SparkTypes {
    private static final String LIST = "[]";

    private SparkTypes() {}

    /// The type of columns in files.
    static DataType of(FeatureType type) {
        return whole(type, of(type.element()));
    }

    /// The type exchanged by executors: timestamps as microseconds since 1970.
    static DataType carried(FeatureType type) {
        return whole(
                type,
                type.element() == ValueType.TIMESTAMP ? DataTypes.LongType : of(type.element()));
    }

    private static DataType whole(FeatureType type, DataType element) {
        return switch (type.form()) {
            case SINGLE -> element;
            case LIST -> DataTypes.createArrayType(element, true);
            case MAP -> DataTypes.createMapType(DataTypes.StringType, element, true);
        };
    }

    static DataType of(ValueType type) {
        return switch (type) {
            case BOOL -> DataTypes.BooleanType;
            case INT32 -> DataTypes.IntegerType;
            case INT64 -> DataTypes.LongType;
            case FLOAT32 -> DataTypes.FloatType;
            case FLOAT64 -> DataTypes.DoubleType;
            case STRING -> DataTypes.StringType;
            case BYTES -> DataTypes.BinaryType;
            case TIMESTAMP -> DataTypes.TimestampType;
        };
    }

    /// The name of a type in [dev.berth.tables.ColumnCheck].
    static String name(DataType type) {
        if (type instanceof ArrayType list) {
            return name(list.elementType()) + LIST;
        }
        return switch (type.typeName()) {
            case "boolean" -> "BOOLEAN";
            case "byte" -> "TINYINT";
            case "short" -> "SMALLINT";
            case "integer" -> "INTEGER";
            case "long" -> "BIGINT";
            case "float" -> "FLOAT";
            case "double" -> "DOUBLE";
            case "string" -> "VARCHAR";
            case "binary" -> "BLOB";
            case "timestamp" -> "TIMESTAMP WITH TIME ZONE";
            case "timestamp_ntz" -> "TIMESTAMP";
            case "date" -> "DATE";
            default -> type.sql().toUpperCase(Locale.ROOT);
        };
    }

    /// The type with which Spark reads a Parquet column.
    ///
    /// @param name as in [ParquetColumns]
    static DataType ofParquet(String name) {
        if (name.endsWith(LIST)) {
            return DataTypes.createArrayType(
                    ofParquet(name.substring(0, name.length() - LIST.length())), true);
        }
        return switch (name) {
            case "BOOLEAN" -> DataTypes.BooleanType;
            case "TINYINT" -> DataTypes.ByteType;
            case "SMALLINT", "UTINYINT" -> DataTypes.ShortType;
            case "INTEGER", "USMALLINT" -> DataTypes.IntegerType;
            // With the setting for it, Spark reads nanoseconds as integers.
            case "BIGINT", "UINTEGER", "TIMESTAMP_NS" -> DataTypes.LongType;
            case "FLOAT" -> DataTypes.FloatType;
            case "DOUBLE" -> DataTypes.DoubleType;
            case "VARCHAR" -> DataTypes.StringType;
            case "BLOB" -> DataTypes.BinaryType;
            case "DATE" -> DataTypes.DateType;
            case "TIMESTAMP" -> DataTypes.TimestampNTZType;
            case "TIMESTAMP WITH TIME ZONE" -> DataTypes.TimestampType;
            default -> throw new IllegalArgumentException("type " + name + " was let through");
        };
    }
}
