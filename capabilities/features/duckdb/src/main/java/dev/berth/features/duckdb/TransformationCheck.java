package dev.berth.features.duckdb;

import static java.util.Objects.requireNonNull;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.VectorReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Check that a view's SQL maps each row to at most one row and depends on that row alone, so that
/// its values never change when later rows arrive.
///
/// The statement's parse tree is compared with lists of allowed elements: one SELECT from the
/// source, expressions over one row, and deterministic functions, which `row-functions.txt` names.
/// Anything else is rejected, also elements that another engine version adds. The engine's own
/// classification (`stability`) does not suffice: some functions that read the clock count as
/// consistent. Nor can file access be disabled, since sources are files.
final class TransformationCheck {
    /// Kinds of expressions and tables, by `class` and `type`.
    private static final Set<String> KINDS =
            Set.of(
                    "ARRAY_CONSTRUCTOR",
                    "ARRAY_EXTRACT",
                    "ARRAY_SLICE",
                    "BASE_TABLE",
                    "BETWEEN",
                    "CASE",
                    "CASE_EXPR",
                    "CAST",
                    "COLLATE",
                    "COLUMN_REF",
                    "COMPARE_BETWEEN",
                    "COMPARE_DISTINCT_FROM",
                    "COMPARE_EQUAL",
                    "COMPARE_GREATERTHAN",
                    "COMPARE_GREATERTHANOREQUALTO",
                    "COMPARE_IN",
                    "COMPARE_LESSTHAN",
                    "COMPARE_LESSTHANOREQUALTO",
                    "COMPARE_NOTEQUAL",
                    "COMPARE_NOT_BETWEEN",
                    "COMPARE_NOT_DISTINCT_FROM",
                    "COMPARE_NOT_IN",
                    "COMPARISON",
                    "CONJUNCTION",
                    "CONJUNCTION_AND",
                    "CONJUNCTION_OR",
                    "CONSTANT",
                    "FUNCTION",
                    "LAMBDA",
                    "OPERATOR",
                    "OPERATOR_CAST",
                    "OPERATOR_COALESCE",
                    "OPERATOR_IS_NOT_NULL",
                    "OPERATOR_IS_NULL",
                    "OPERATOR_NOT",
                    "OPERATOR_NULLIF",
                    "OPERATOR_TRY",
                    "ORDER_MODIFIER",
                    "SELECT_NODE",
                    "STAR",
                    "STRUCT_EXTRACT",
                    "TYPE",
                    "VALUE_CONSTANT");

    /// Allowed members of the tree; those in [#ABSENT] must be empty.
    private static final Set<String> MEMBERS =
            Set.of(
                    "aggregate_handling",
                    "alias",
                    "arguments",
                    "at_clause",
                    "case_checks",
                    "catalog",
                    "catalog_name",
                    "child",
                    "children",
                    "class",
                    "collation",
                    "column_name_alias",
                    "column_names",
                    "columns",
                    "cte_map",
                    "distinct",
                    "else_expr",
                    "error",
                    "exclude_list",
                    "export_state",
                    "expr",
                    "expression",
                    "filter",
                    "from_table",
                    "function_name",
                    "group_expressions",
                    "group_sets",
                    "having",
                    "input",
                    "is_operator",
                    "key",
                    "kind",
                    "left",
                    "lhs",
                    "literal",
                    "lower",
                    "map",
                    "modifiers",
                    "name",
                    "named_param_map",
                    "node",
                    "order_bys",
                    "orders",
                    "path",
                    "qualified_exclude_list",
                    "qualified_name",
                    "qualify",
                    "query_location",
                    "query_location_length",
                    "relation_name",
                    "rename_list",
                    "replace_list",
                    "right",
                    "sample",
                    "schema",
                    "schema_name",
                    "select_list",
                    "statements",
                    "syntax_type",
                    "table_name",
                    "text",
                    "then_expr",
                    "try_cast",
                    "type",
                    "type_expr",
                    "type_name",
                    "upper",
                    "value",
                    "when_expr",
                    "where_clause");

    /// Members that are null, false or empty in row-wise statements.
    private static final List<String> ABSENT =
            List.of(
                    "at_clause",
                    "catalog",
                    "catalog_name",
                    "distinct",
                    "export_state",
                    "filter",
                    "group_expressions",
                    "group_sets",
                    "having",
                    "map",
                    "modifiers",
                    "named_param_map",
                    "orders",
                    "qualify",
                    "sample",
                    "schema",
                    "schema_name");

    /// Readable names for elements of the tree.
    private static final Map<String, String> WORDS =
            Map.of(
                    "partitions", "a window function",
                    "WINDOW", "a window function",
                    "group_expressions", "GROUP BY",
                    "group_sets", "GROUP BY");

    private static final Set<String> FUNCTIONS = readFunctions();

    /// With one argument it depends on the current day.
    private static final String AGE = "age";

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

    /// The SQL without comments and statement terminators.
    ///
    /// @throws ProblemException `feature-definition-invalid` if it is anything else
    String check(FeatureView view, Transformation transformation) {
        String tree = "json_serialize_sql(" + Sql.text(transformation.sql()) + ")";
        String text = query("SELECT " + tree, view);
        if (text.startsWith("{\"error\":true")) {
            String error =
                    query("SELECT json_extract_string(" + tree + ", '$.error_message')", view);
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    "the SQL of view " + view.reference() + ": " + error,
                    "correct the SQL; a column whose name is a word of SQL, such as \"at\", needs"
                            + " double quotes");
        }
        Set<String> tables = new HashSet<>();
        List<List<String>> elements = new ArrayList<>();
        new FileSchemaReader(session).visit(elements(tree), 3, elements::add);
        elements.forEach(element -> element(element, view, tables));
        if (!tables.equals(Set.of(view.source().value()))) {
            throw refuse(view, "a SELECT from " + tables, "one from " + view.source());
        }
        if (!query("SELECT json_array_length(" + tree + ", '$.statements')::VARCHAR", view)
                .equals("1")) {
            throw refuse(view, "several statements", "one SELECT");
        }
        return query("SELECT json_deserialize_sql(" + tree + ")", view);
    }

    /// The elements of the tree: their kinds, names and number of arguments.
    private static String elements(String tree) {
        String absent = String.join("', '", ABSENT);
        return "WITH tree AS (SELECT *, json_extract_string(value, '$') AS text FROM json_tree("
                + tree
                + ")) SELECT DISTINCT 'member', key, '' FROM tree WHERE NOT"
                + " regexp_full_match(key, '[0-9]+')"
                + " UNION ALL SELECT DISTINCT 'kind', text, '' FROM tree WHERE type = 'VARCHAR'"
                + " AND key IN ('class', 'type')"
                + " UNION ALL SELECT DISTINCT 'table', text, '' FROM tree WHERE key = 'table_name'"
                + " UNION ALL SELECT DISTINCT 'column', text, '' FROM tree WHERE type = 'VARCHAR'"
                + " AND ends_with(path, '.column_names')"
                + " UNION ALL SELECT DISTINCT 'call', json_extract_string(value,"
                + " '$.function_name'), json_array_length(value, '$.arguments')::VARCHAR FROM tree"
                + " WHERE type = 'OBJECT' AND json_exists(value, '$.function_name')"
                + " UNION ALL SELECT DISTINCT 'present', key, '' FROM tree WHERE key IN ('"
                + absent
                + "') AND text IS NOT NULL AND text NOT IN ('', 'false', '[]', '{}')";
    }

    private static void element(List<String> row, FeatureView view, Set<String> tables) {
        String name = row.get(1);
        switch (row.get(0)) {
            case "table" -> tables.add(name);
            case "call" -> checkFunction(name, row.get(2), view);
            case "column" -> checkColumn(name, view);
            case "member" -> require(MEMBERS.contains(name), name, view);
            case "kind" -> require(KINDS.contains(name), name, view);
            default -> require(false, name, view);
        }
    }

    private static void require(boolean isAllowed, String name, FeatureView view) {
        if (!isAllowed) {
            throw refuse(
                    view,
                    WORDS.getOrDefault(name, name.toUpperCase(Locale.ROOT)),
                    "one SELECT from the source, row by row");
        }
    }

    /// Rejects standard functions that look like columns.
    private static void checkColumn(String name, FeatureView view) {
        if (VALUES.contains(name.toLowerCase(Locale.ROOT))) {
            throw refuse(view, "'" + name + "'", "values of the row alone");
        }
    }

    private static void checkFunction(String name, String arguments, FeatureView view) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(AGE) && !arguments.equals("2")) {
            throw refuse(
                    view,
                    "age with " + arguments + " arguments",
                    "two: with one it counts up to today");
        }
        if (!FUNCTIONS.contains(name) && !FUNCTIONS.contains(lower)) {
            throw refuse(
                    view,
                    "the function " + name,
                    "functions of one row's values that always give the same");
        }
    }

    private static Set<String> readFunctions() {
        try (InputStream file =
                requireNonNull(
                        TransformationCheck.class.getResourceAsStream("row-functions.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String query(String sql, FeatureView view) {
        try (ResultCursor rows = session.query(sql)) {
            VectorReader column = rows.column(0, FeatureType.of(ValueType.STRING));
            rows.next();
            column.bind(rows);
            return column.text(0);
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("the SQL of view " + view.reference(), failure);
        }
    }

    private static ProblemException refuse(FeatureView view, String found, String expected) {
        return new ProblemException(
                ProblemCode.FEATURE_DEFINITION_INVALID,
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

    /// Compares the columns of the SQL with the declared ones.
    void checkColumns(FeatureView view, Transformation transformation, Map<String, String> actual) {
        transformation
                .columns()
                .forEach(
                        (name, type) -> {
                            String found = actual.get(name);
                            if (found == null) {
                                throw refuse(view, "no column '" + name + "'", "all of `columns`");
                            }
                            if (!ColumnCheck.fitsSelected(type, found)) {
                                throw mistyped(view, name, type, found);
                            }
                        });
    }

    private static ProblemException mistyped(
            FeatureView view, String name, FeatureType type, String found) {
        return new ProblemException(
                ProblemCode.FEATURE_DEFINITION_INVALID,
                "the SQL of view "
                        + view.reference()
                        + " gives column '"
                        + name
                        + "' as "
                        + found
                        + " (expected: "
                        + type
                        + ", as `columns` declare, or a type whose values become that without"
                        + " loss)",
                "write CAST(… AS …) into the SQL, or declare the type that it gives");
    }
}
