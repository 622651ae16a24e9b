package dev.berth.features.duckdb;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.history.JoinPlan;
import dev.berth.features.ondemand.RequestInputConverter;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.TimeZoneSql;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Table of the spine: its own columns, preceded by `#row`, counted from 0, and `#at`, the instant
/// in microseconds since 1970.
final class SpineTable {
    private static final String WHAT = "reading the spine";
    private static final Set<String> WHOLE =
            Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER");

    private final CancellableStatements statements;
    private final Spine spine;
    private final Map<String, String> columns;

    /// Types for reading text columns as keys and inputs.
    private final Map<String, String> readAs = new HashMap<>();

    private final String table;

    private SpineTable(
            CancellableStatements statements,
            Spine spine,
            Map<String, String> columns,
            String table) {
        this.statements = statements;
        this.spine = spine;
        this.columns = columns;
        this.table = table;
    }

    /// Reads the spine's columns, not yet its rows.
    static SpineTable describe(CancellableStatements statements, Spine spine, String table) {
        try {
            Map<String, String> columns =
                    spine.format().columns(statements.session(), spine.file().toString());
            var described = new SpineTable(statements, spine, columns, table);
            described.require(spine.time());
            if (!described.hasTypes()) {
                described.readAs.put(spine.time(), Sql.type(ValueType.STRING));
            }
            return described;
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(WHAT, failure);
        }
    }

    /// Whether the file declares column types.
    private boolean hasTypes() {
        return typing() == ColumnTyping.STORED;
    }

    private ColumnTyping typing() {
        return spine.format().typing();
    }

    private void require(String name) {
        if (!columns.containsKey(name)) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    "the spine "
                            + spine.file()
                            + " has no column '"
                            + name
                            + "'"
                            + NearestName.hint(name, columns.keySet()),
                    "write it, or say which column it is");
        }
    }

    /// Checks that a column can be the key of an entity; must precede [#load].
    void requireKey(String name, Entity entity) {
        require(name);
        if (typing() == ColumnTyping.NONE) {
            // A number that matches no key belongs to no entity; a text that is no number is an
            // error.
            String read = Sql.type(entity.type().isInteger() ? ValueType.INT64 : entity.type());
            columns.put(name, read);
            readAs.put(name, read);
            return;
        }
        String type = String.valueOf(columns.get(name));
        readAs.put(name, type);
        boolean fits =
                entity.type().isInteger()
                        ? WHOLE.contains(type)
                        : type.equals(Sql.type(entity.type()));
        if (!fits) {
            throw new ProblemException(
                    ProblemCode.TYPE_MISMATCH,
                    "column '"
                            + name
                            + "' of the spine is of type "
                            + type
                            + " (expected: "
                            + entity.type()
                            + ", the key of "
                            + entity.name()
                            + ")",
                    "write the column with that type");
        }
    }

    /// Checks that a column can be an input of an on-demand view; must precede [#load].
    void requireInput(JoinPlan.Input input, ViewReference view) {
        require(input.column());
        String found = String.valueOf(columns.get(input.column()));
        boolean fits = typing().fits(input.type(), found) && (hasTypes() || !isReadAsOther(input));
        if (!fits) {
            throw new ProblemException(
                    ProblemCode.TYPE_MISMATCH,
                    "column '"
                            + input.column()
                            + "' of the spine is of type "
                            + found
                            + " (expected: "
                            + input.type()
                            + ", an input of "
                            + view
                            + ")",
                    "write the column with that type");
        }
        if (!hasTypes()) {
            columns.put(input.column(), textType(input.type()));
            readAs.put(input.column(), textType(input.type()));
        }
    }

    /// Whether the column is read with another type for a key or view.
    private boolean isReadAsOther(JoinPlan.Input input) {
        String type = textType(input.type());
        return !readAs.getOrDefault(input.column(), type).equals(type);
    }

    /// The type for reading texts; times stay texts.
    private static String textType(FeatureType type) {
        return type.element() == ValueType.TIMESTAMP && !type.isList()
                ? Sql.type(ValueType.STRING)
                : Sql.type(RequestInputConverter.widest(type));
    }

    /// The SQL of an input in the [RequestInputConverter#widest] type.
    ///
    /// @param table qualifier of the column
    String input(String table, JoinPlan.Input input) {
        String value = table + Sql.identifier(input.column());
        if (input.type().element() == ValueType.TIMESTAMP && !input.type().isList()) {
            String type = String.valueOf(columns.get(input.column()));
            TimeZoneSql times = TimeZoneSql.in(spine.zone());
            return switch (ColumnCheck.timeKind(type)) {
                case INSTANT -> value;
                case LOCAL -> times.ofLocal(value);
                case TEXT, NUMBER -> times.ofText(value);
            };
        }
        return "CAST("
                + value
                + " AS "
                + Sql.type(RequestInputConverter.widest(input.type()))
                + ")";
    }

    /// Loads the rows; returns their number.
    long load() {
        String time = Sql.identifier(spine.time());
        String micros = "epoch_us(" + instant(time) + ")";
        statements.execute(
                WHAT,
                "CREATE TABLE "
                        + table
                        + " AS SELECT row_number() OVER () - 1 AS \"#row\", "
                        + micros
                        + " AS \"#at\", * FROM "
                        + from());
        List<Long> counts =
                statements.numbers(
                        WHAT,
                        "SELECT count(*), count(*) FILTER (\"#at\" IS NULL), min(\"#row\") FILTER"
                                + " (\"#at\" IS NULL) FROM "
                                + table,
                        3);
        if (counts.get(1) > 0) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    counts.get(1)
                            + " rows of the spine have no '"
                            + spine.time()
                            + "', the first is row "
                            + counts.get(2)
                            + " (from 0)",
                    "write when each row happened: features are values at an instant");
        }
        return counts.get(0);
    }

    private String instant(String time) {
        TimeZoneSql times = TimeZoneSql.in(spine.zone());
        String type = String.valueOf(columns.get(spine.time()));
        if (!hasTypes()) {
            return times.ofText(time);
        }
        return switch (ColumnCheck.timeKind(type)) {
            case INSTANT -> time;
            case LOCAL -> times.ofLocal(time);
            case TEXT, NUMBER ->
                    throw new ProblemException(
                            ProblemCode.TYPE_MISMATCH,
                            "column '"
                                    + spine.time()
                                    + "' of the spine is of type "
                                    + type
                                    + " (expected: a timestamp or a date)",
                            "write the column as timestamps");
        };
    }

    private String from() {
        Map<String, String> types = new LinkedHashMap<>(columns);
        types.put(spine.time(), Sql.type(ValueType.STRING));
        return spine.format().read(statements.session(), spine.file().toString(), types);
    }

    /// Creates a table of `row`, `ts` and the keys `k0` ..., null if missing or not of the type.
    void keyed(String name, List<String> fields, List<ValueType> types) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            keys.add(
                    "TRY_CAST("
                            + Sql.identifier(fields.get(i))
                            + " AS "
                            + Sql.type(FeatureType.of(types.get(i)))
                            + ") AS k"
                            + i);
        }
        statements.execute(
                WHAT,
                "CREATE TABLE "
                        + name
                        + " AS SELECT \"#row\" AS row, \"#at\" AS ts, "
                        + String.join(", ", keys)
                        + " FROM "
                        + table);
    }

    String table() {
        return table;
    }

    /// The spine's own columns.
    List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }
}
