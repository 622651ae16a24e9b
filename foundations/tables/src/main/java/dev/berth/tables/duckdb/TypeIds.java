package dev.berth.tables.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;

/// DuckDB's types of vectors (`DUCKDB_TYPE`) that hold ours.
final class TypeIds {
    private static final int LIST = 24;
    private static final int MAP = 26;

    private TypeIds() {}

    static int of(FeatureType type) {
        return switch (type.form()) {
            case SINGLE -> of(type.element());
            case LIST -> LIST;
            case MAP -> MAP;
        };
    }

    static int of(ValueType type) {
        return switch (type) {
            case BOOL -> 1;
            case INT32 -> 4;
            case INT64 -> 5;
            case FLOAT32 -> 10;
            case FLOAT64 -> 11;
            case STRING -> 17;
            case BYTES -> 18;
            case TIMESTAMP -> 31; // With time zone: microseconds since 1970 in UTC.
        };
    }

    /// The bytes that a value takes in a vector.
    static int bytesOf(ValueType type) {
        return switch (type) {
            case BOOL -> 1;
            case INT32, FLOAT32 -> 4;
            case INT64, FLOAT64, TIMESTAMP -> 8;
            case STRING, BYTES -> Memory.TEXT_BYTES;
        };
    }
}
