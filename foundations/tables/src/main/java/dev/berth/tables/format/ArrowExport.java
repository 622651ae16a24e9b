package dev.berth.tables.format;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.arrow.ArrowColumn;
import dev.berth.tables.arrow.ArrowColumn.Meaning;
import dev.berth.tables.arrow.ArrowFileWriter;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.VectorReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes what a SELECT gives into a file of Arrow, chunk by chunk.
final class ArrowExport {
    private static final Pattern MAP = Pattern.compile("MAP\\(VARCHAR, (\\w[\\w ]*)\\)");

    /// Whole numbers of few bits, which are written as wider ones.
    private static final Map<String, String> WIDER =
            Map.of(
                    "TINYINT", "INTEGER",
                    "SMALLINT", "INTEGER",
                    "UTINYINT", "INTEGER",
                    "USMALLINT", "INTEGER",
                    "UINTEGER", "BIGINT");

    private final CancellableStatements statements;

    /// @param value the SQL of it
    private record Written(ArrowColumn column, String value) {}

    ArrowExport(CancellableStatements statements) {
        this.statements = statements;
    }

    /// @param what is done, for problems
    /// @throws ProblemException `type-mismatch` if a column is of a type that is not written,
    ///   `source-unavailable` if the file cannot be written
    void write(String what, String select, Path file) {
        statements.checkCancelled(what);
        try {
            List<Written> written = new ArrayList<>();
            new FileSchemaReader(statements.session())
                    .of("(" + select + ")")
                    .forEach((name, type) -> written.add(written(name, type)));
            List<String> values = new ArrayList<>();
            written.forEach(
                    each -> values.add(each.value + " AS " + Sql.identifier(each.column.name())));
            copy(
                    what,
                    "SELECT " + String.join(", ", values) + " FROM (" + select + ")",
                    written.stream().map(Written::column).toList(),
                    file);
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(what, failure);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            "the output " + file + " cannot be written: " + e.getMessage(),
                            "name a file in a folder that can be written, on a disk with space"),
                    e);
        }
    }

    private void copy(String what, String select, List<ArrowColumn> written, Path file)
            throws IOException {
        try (ResultCursor rows = statements.session().query(select);
                ArrowFileWriter output = ArrowFileWriter.open(file, written)) {
            List<VectorReader> columns = new ArrayList<>();
            for (int i = 0; i < written.size(); i++) {
                columns.add(rows.column(i, written.get(i).type()));
            }
            while (rows.next()) {
                statements.checkCancelled(what);
                columns.forEach(column -> column.bind(rows));
                for (int row = 0; row < rows.count(); row++) {
                    for (int i = 0; i < columns.size(); i++) {
                        output.put(i, columns.get(i).value(row));
                    }
                    output.endRow();
                }
            }
            output.finish();
        }
    }

    private static Written written(String name, String type) {
        String value = Sql.identifier(name);
        if (type.equals("DATE")) {
            return new Written(
                    new ArrowColumn(name, FeatureType.of(ValueType.INT32), Meaning.DATE),
                    "CAST(" + value + " - DATE '1970-01-01' AS INTEGER)");
        }
        if (isLocal(type)) {
            return new Written(
                    new ArrowColumn(name, FeatureType.of(ValueType.INT64), Meaning.LOCAL),
                    "epoch_us(CAST(" + value + " AS TIMESTAMP))");
        }
        Matcher map = MAP.matcher(type);
        Optional<FeatureType> wide =
                map.matches()
                        ? element(map.group(1)).map(FeatureType::mapOf)
                        : type.endsWith("[]")
                                ? element(type.substring(0, type.length() - 2))
                                        .map(FeatureType::listOf)
                                : element(type).map(FeatureType::of);
        return wide.map(of -> plain(name, of, "CAST(" + value + " AS " + Sql.type(of) + ")"))
                .orElseThrow(() -> notWritten(name, type));
    }

    private static boolean isLocal(String type) {
        return type.startsWith("TIMESTAMP")
                && !type.endsWith("[]")
                && !type.endsWith("WITH TIME ZONE");
    }

    private static ProblemException notWritten(String name, String type) {
        return new ProblemException(
                ProblemCode.TYPE_MISMATCH,
                "column '"
                        + name
                        + "' is of type "
                        + type
                        + " (expected: one that is written as Arrow: truth values, numbers of up to"
                        + " 64 bits, texts, bytes, dates, timestamps, or lists or maps of these)",
                "write Parquet, or leave the column out of the spine");
    }

    private static Written plain(String name, FeatureType type, String value) {
        return new Written(new ArrowColumn(name, type, Meaning.PLAIN), value);
    }

    /// The type of features that holds all values of one of DuckDB's.
    private static Optional<ValueType> element(String type) {
        String wide =
                type.startsWith("ENUM(")
                        ? "VARCHAR"
                        : type.startsWith("TIMESTAMP")
                                ? "TIMESTAMP WITH TIME ZONE"
                                : WIDER.getOrDefault(type, type);
        return Stream.of(ValueType.values())
                .filter(each -> Sql.type(each).equals(wide))
                .findFirst();
    }
}
