package dev.berth.features.duckdb;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.ColumnCheck.TimeKind;

/// The SQL that makes values of the types that a source declares of those that files have; times
/// are instants.
final class DeclaredColumns {
    private final EventSource source;
    private final TimeZoneSql times;

    DeclaredColumns(EventSource source) {
        this.source = source;
        this.times = TimeZoneSql.in(source.zone());
    }

    boolean isTime(String name) {
        FeatureType type = source.columns().get(name);
        return type != null && type.element() == ValueType.TIMESTAMP && !type.isList();
    }

    /// The column of this name, made of a value.
    ///
    /// @param kind of the value, if it is a time
    String value(String name, String value, TimeKind kind) {
        FeatureType type = source.columns().getOrDefault(name, FeatureType.of(ValueType.STRING));
        return (isTime(name) ? time(value, kind) : "CAST(" + value + " AS " + Sql.type(type) + ")")
                + " AS "
                + Sql.identifier(name);
    }

    private String time(String value, TimeKind kind) {
        return switch (kind) {
            case LOCAL -> times.ofLocal(value);
            case INSTANT -> value;
            case NUMBER ->
                    TimeZoneSql.ofNumber(
                            value,
                            source.epoch()
                                    .orElseThrow(
                                            () -> new IllegalStateException("checked before")));
            case TEXT -> times.ofText(value);
        };
    }
}
