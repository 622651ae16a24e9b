package dev.berth.tables;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.ColumnCheck.TimeKind;
import dev.berth.tables.duckdb.Sql;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// SQL that converts a table's columns to the types that a source declares; times become instants.
public final class DeclaredColumns {
    private final EventSource source;
    private final TimeZoneSql times;

    public DeclaredColumns(EventSource source) {
        this.source = source;
        this.times = TimeZoneSql.in(source.zone());
    }

    /// The declared columns of what has their names, as a SELECT in parentheses.
    ///
    /// @param from what stands after FROM
    public String select(String from, TimeKinds kinds) {
        return select(from, kinds::of);
    }

    /// The same of what was read with [#textTypes].
    public String selectTexts(String from) {
        return select(from, _ -> textKind());
    }

    private String select(String from, Function<String, TimeKind> kinds) {
        return source.columns().keySet().stream()
                .map(name -> value(name, Sql.identifier(name), kinds.apply(name)))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + from + ")"));
    }

    /// The declared columns without a row, as a SELECT in parentheses.
    public static String selectNone(EventSource source) {
        return source.columns().entrySet().stream()
                .map(
                        column ->
                                "CAST(NULL AS "
                                        + Sql.type(column.getValue())
                                        + ") AS "
                                        + Sql.identifier(column.getKey()))
                .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
    }

    /// The types with which texts are read: those that are declared, and times as texts or numbers.
    public Map<String, String> textTypes() {
        String time = textKind() == TimeKind.NUMBER ? "BIGINT" : "VARCHAR";
        Map<String, String> types = new LinkedHashMap<>();
        source.columns()
                .forEach(
                        (name, type) ->
                                types.put(name, TimeKinds.isTime(type) ? time : Sql.type(type)));
        return types;
    }

    private TimeKind textKind() {
        return source.epoch().isPresent() ? TimeKind.NUMBER : TimeKind.TEXT;
    }

    /// The column of this name, made of a value.
    ///
    /// @param kind of the value, if it is a time
    public String value(String name, String value, TimeKind kind) {
        FeatureType type = source.columns().getOrDefault(name, FeatureType.of(ValueType.STRING));
        return (TimeKinds.isTime(type)
                        ? time(value, kind)
                        : "CAST(" + value + " AS " + Sql.type(type) + ")")
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
