package dev.berth.tables.format;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.SpineFormat;
import dev.berth.tables.TimeKinds;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Files of Parquet. In a source, folders `name=value` are columns that no file has.
public final class ParquetFormat implements SourceFormat, SpineFormat, OutputFormat {
    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public List<String> endings() {
        return List.of(".parquet");
    }

    @Override
    public String select(Session session, EventSource source, List<String> files) {
        var kinds = new TimeKinds(source);
        var check = new ColumnCheck(source);
        Map<String, Map<String, String>> found = ParquetSchemas.types(session, files);
        boolean readsFolders =
                found.values().stream().anyMatch(columns -> needsFolders(source, columns));
        found.forEach(
                (file, columns) -> {
                    check.check(file, columns);
                    kinds.add(file, columns);
                    if (readsFolders) {
                        requireOneOfEach(source, file, columns);
                    }
                });
        // Values of folders are texts until they are cast to what is declared: 08 may be one.
        return new DeclaredColumns(source)
                .select(
                        "read_parquet("
                                + Sql.textList(files)
                                + ", union_by_name = true, hive_partitioning = "
                                + readsFolders
                                + (readsFolders ? ", hive_types_autocast = false)" : ")"),
                        kinds);
    }

    private static boolean needsFolders(EventSource source, Map<String, String> columns) {
        return source.columns().keySet().stream().anyMatch(name -> "".equals(columns.get(name)));
    }

    /// Where folders are read, DuckDB takes their values in place of those in the file.
    private static void requireOneOfEach(
            EventSource source, String file, Map<String, String> columns) {
        for (String folder : ParquetSchemas.partitions(file)) {
            if (source.columns().containsKey(folder) && !"".equals(columns.get(folder))) {
                throw new ProblemException(
                        ProblemCode.SOURCE_SCHEMA_MISMATCH,
                        file
                                + " has a column "
                                + folder
                                + ", and lies in a folder that has one as well (expected: one of"
                                + " the two, where other columns are folders)",
                        "rename the folder, or leave the column out of the file");
            }
        }
    }

    @Override
    public Map<String, String> describe(Session session, String file) {
        return new FileSchemaReader(session).of("read_parquet(" + Sql.text(file) + ")");
    }

    @Override
    public ColumnTyping typing() {
        return ColumnTyping.STORED;
    }

    @Override
    public Map<String, String> columns(Session session, String file) {
        return new FileSchemaReader(session).of(read(session, file, Map.of()));
    }

    @Override
    public String read(Session session, String file, Map<String, String> types) {
        return "read_parquet(" + Sql.text(file) + Sql.FILE_ALONE;
    }

    @Override
    public void write(CancellableStatements statements, String what, String select, Path file) {
        statements.copy(what, select, file, "parquet");
    }
}
