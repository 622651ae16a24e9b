package dev.berth.features.duckdb;

import dev.berth.core.feature.EventSource;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.SpineFormat;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Table format for tests: texts separated by `|`, with a header line.
public final class PipesFormat implements SourceFormat, SpineFormat, OutputFormat {
    @Override
    public String name() {
        return "pipes";
    }

    @Override
    public List<String> endings() {
        return List.of(".psv");
    }

    @Override
    public String select(Session session, EventSource source, List<String> files) {
        files.forEach(file -> new ColumnCheck(source).checkNames(file, columns(session, file)));
        var columns = new DeclaredColumns(source);
        return columns.selectTexts(read(Sql.textList(files), columns.textTypes()));
    }

    @Override
    public Map<String, String> describe(Session session, String file) {
        return columns(session, file);
    }

    @Override
    public ColumnTyping typing() {
        return ColumnTyping.NONE;
    }

    @Override
    public Map<String, String> columns(Session session, String file) {
        return new FileSchemaReader(session).of(read(Sql.text(file), Map.of()));
    }

    @Override
    public String read(Session session, String file, Map<String, String> types) {
        return read(Sql.text(file), types);
    }

    private static String read(String files, Map<String, String> types) {
        return "read_csv("
                + files
                + ", delim = '|', header = true"
                + (types.isEmpty() ? "" : ", types = " + Sql.textStruct(types))
                + Sql.FILE_ALONE;
    }

    @Override
    public void write(CancellableStatements statements, String what, String select, Path file) {
        statements.copy(what, select, file, "csv, HEADER true, DELIMITER '|'");
    }
}
