package dev.berth.features.duckdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.engine.Column;
import dev.berth.features.duckdb.engine.QueryFailure;
import dev.berth.features.duckdb.engine.Rows;
import dev.berth.features.duckdb.engine.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Lets SQL between source and features through that makes of each row one, or none, and reads
/// nothing but the source.
///
/// The engine's parser gives the statement as a tree, which has one SELECT from the source, without
/// other tables and table functions (which read files), aggregates, windows, sorting and limits,
/// and without functions that give another value the next time. The engine itself cannot be told to
/// read no files, since it reads those of the sources.
final class TransformationCheck {
    private static final Set<String> REFUSED =
            Set.of(
                    "TABLE_FUNCTION",
                    "JOIN",
                    "SUBQUERY",
                    "WINDOW",
                    "SET_OPERATION_NODE",
                    "RECURSIVE_CTE_NODE",
                    "CTE_NODE",
                    "LIMIT_MODIFIER",
                    "LIMIT_PERCENT_MODIFIER",
                    "DISTINCT_MODIFIER",
                    "PIVOT",
                    "SAMPLE",
                    "EXPRESSION_LIST",
                    "COLUMN_DATA",
                    "SHOW_REF",
                    "EMPTY",
                    "EMPTY_FROM");

    /// Functions that make several rows of one.
    private static final Set<String> MANY = Set.of("unnest", "unlist");

    private static final Set<String> VALUES =
            Set.of(
                    "current_catalog",
                    "current_database",
                    "current_date",
                    "current_role",
                    "current_schema",
                    "current_time",
                    "current_timestamp",
                    "current_user",
                    "localtime",
                    "localtimestamp",
                    "session_user",
                    "user");

    private final Session session;

    TransformationCheck(Session session) {
        this.session = session;
    }

    /// The SQL without comments and ends of statements.
    ///
    /// @throws ProblemException `features-invalid` if it is anything else
    String check(FeatureView view, Transformation transformation) {
        String tree = "json_serialize_sql(" + Sql.text(transformation.sql()) + ")";
        String text = query("SELECT " + tree, view);
        if (text.startsWith("{\"error\":true")) {
            String error =
                    query("SELECT json_extract_string(" + tree + ", '$.error_message')", view);
            throw refuse(view, "a mistake: " + error, "one SELECT");
        }
        Set<String> tables = new HashSet<>();
        List<List<String>> elements = new ArrayList<>();
        new ActualColumns(session)
                .visit(
                        "SELECT CASE WHEN ends_with(path, '.column_names') THEN 'column' WHEN key ="
                                + " 'sample' THEN 'type' ELSE key END, CASE WHEN key = 'sample'"
                                + " THEN 'SAMPLE' ELSE json_extract_string(value, '$') END FROM"
                                + " json_tree("
                                + tree
                                + ") WHERE (type = 'VARCHAR' AND (key IN ('type', 'table_name',"
                                + " 'function_name') OR ends_with(path, '.column_names'))) OR (key"
                                + " = 'sample' AND type = 'OBJECT')",
                        2,
                        elements::add);
        elements.forEach(element -> element(element, view, tables));
        if (!tables.equals(Set.of(view.source().value()))) {
            throw refuse(view, "a SELECT from " + tables, "one from " + view.source());
        }
        if (!query("SELECT json_array_length(" + tree + ", '$.statements')::VARCHAR", view)
                .equals("1")) {
            throw refuse(view, "several statements", "one SELECT");
        }
        checkGrouping(view, tree);
        return query("SELECT json_deserialize_sql(" + tree + ")", view);
    }

    private void element(List<String> row, FeatureView view, Set<String> tables) {
        String value = row.get(1);
        switch (row.get(0)) {
            case "table_name" -> tables.add(value);
            case "function_name" -> checkFunction(value, view);
            case "column" -> checkColumn(value, view);
            default -> {
                if (REFUSED.contains(value)) {
                    throw refuse(view, value, "one SELECT from the source, row by row");
                }
            }
        }
    }

    private void checkGrouping(FeatureView view, String tree) {
        String grouped =
                query(
                        "SELECT (json_array_length("
                                + tree
                                + ", '$.statements[0].node.group_expressions') > 0)::VARCHAR",
                        view);
        if (grouped.equals("true")) {
            throw refuse(view, "GROUP BY", "one SELECT from the source, row by row");
        }
    }

    /// The standard has functions that look like columns.
    private static void checkColumn(String name, FeatureView view) {
        if (VALUES.contains(name.toLowerCase(Locale.ROOT))) {
            throw refuse(view, "'" + name + "'", "values of the row alone");
        }
    }

    private void checkFunction(String name, FeatureView view) {
        if (MANY.contains(name)) {
            throw refuse(view, "the function " + name, "one row, or none, for each");
        }
        String bad =
                query(
                        "SELECT (count(*) FILTER (function_type = 'aggregate' OR stability <>"
                                + " 'CONSISTENT') > 0)::VARCHAR FROM duckdb_functions() WHERE"
                                + " function_name = "
                                + Sql.text(name),
                        view);
        if (bad.equals("true")) {
            throw refuse(
                    view,
                    "the function " + name,
                    "functions of one row's values that always give the same");
        }
    }

    private String query(String sql, FeatureView view) {
        try (Rows rows = session.query(sql)) {
            Column column = rows.column(0, FeatureType.of(ValueType.STRING));
            rows.next();
            column.bind(rows);
            return column.text(0);
        } catch (QueryFailure failure) {
            throw Failures.of("the SQL of view " + view.reference(), failure);
        }
    }

    private static ProblemException refuse(FeatureView view, String found, String expected) {
        return new ProblemException(
                ProblemCode.FEATURES_INVALID,
                "the SQL of view "
                        + view.reference()
                        + " has "
                        + found
                        + " (expected: "
                        + expected
                        + ")",
                "write SQL that makes of each row of "
                        + view.source()
                        + " one row, or none; aggregates go into the view's features");
    }

    /// The columns that the SQL gives, held against those that are declared.
    void checkColumns(FeatureView view, Transformation transformation, Map<String, String> actual) {
        transformation
                .columns()
                .forEach(
                        (name, type) -> {
                            if (!actual.containsKey(name)) {
                                throw refuse(view, "no column '" + name + "'", "all of `columns`");
                            }
                        });
    }
}
