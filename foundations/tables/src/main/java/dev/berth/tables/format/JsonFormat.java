package dev.berth.tables.format;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.TextRowFormat;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Files with one JSON object on each line.
public final class JsonFormat implements SourceFormat, TextRowFormat, OutputFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<String> endings() {
        return List.of(".jsonl", ".json", ".ndjson");
    }

    @Override
    public String select(Session session, EventSource source, List<String> files) {
        var check = new ColumnCheck(source);
        for (String file : files) {
            check.checkNames(file, columns(session, file));
        }
        var columns = new DeclaredColumns(source);
        return columns.selectTexts(
                read(
                        Sql.textList(files),
                        ", columns = " + Sql.textStruct(columns.textTypes()) + Sql.FILE_ALONE));
    }

    @Override
    public Map<String, String> describe(Session session, String file) {
        return new FileSchemaReader(session).of(read(Sql.text(file), ")"));
    }

    @Override
    public ColumnTyping typing() {
        return ColumnTyping.INFERRED;
    }

    @Override
    public Map<String, String> columns(Session session, String file) {
        return new FileSchemaReader(session).of(read(Sql.text(file), Sql.FILE_ALONE));
    }

    @Override
    public String read(Session session, String file, Map<String, String> types) {
        return read(Sql.text(file), ", columns = " + Sql.textStruct(types) + Sql.FILE_ALONE);
    }

    private static String read(String files, String options) {
        return "read_json(" + files + ", format = 'newline_delimited'" + options;
    }

    @Override
    public Map<String, FeatureType> guessTypes(Session session, String file) {
        return new JsonTexts(file).guessTypes(session);
    }

    @Override
    public String readTexts(String file, Collection<String> columns) {
        return new JsonTexts(file).readable(columns);
    }

    @Override
    public RowScan scan(Session session, String file, Collection<String> columns) {
        return new JsonTexts(file).scan(session, columns);
    }

    @Override
    public void write(CancellableStatements statements, String what, String select, Path file) {
        statements.copy(what, select, file, "json");
    }
}
