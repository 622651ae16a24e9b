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

/// Files of CSV with names in the first line.
public final class CsvFormat implements SourceFormat, TextRowFormat, OutputFormat {
    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<String> endings() {
        return List.of(".csv");
    }

    @Override
    public String select(Session session, EventSource source, List<String> files) {
        var check = new ColumnCheck(source);
        var actual = new FileSchemaReader(session);
        for (String file : files) {
            check.checkNames(
                    file, actual.of(read(Sql.text(file), ", all_varchar = true" + Sql.FILE_ALONE)));
        }
        var columns = new DeclaredColumns(source);
        return columns.selectTexts(
                read(
                        Sql.textList(files),
                        ", union_by_name = true, all_varchar = true, types = "
                                + Sql.textStruct(columns.textTypes())
                                + Sql.FILE_ALONE));
    }

    @Override
    public Map<String, String> describe(Session session, String file) {
        return new FileSchemaReader(session).of(read(Sql.text(file), ")"));
    }

    @Override
    public ColumnTyping typing() {
        return ColumnTyping.NONE;
    }

    @Override
    public Map<String, String> columns(Session session, String file) {
        return new FileSchemaReader(session).of(read(Sql.text(file), Sql.FILE_ALONE));
    }

    @Override
    public String read(Session session, String file, Map<String, String> types) {
        return read(Sql.text(file), ", types = " + Sql.textStruct(types) + Sql.FILE_ALONE);
    }

    private static String read(String files, String options) {
        return "read_csv(" + files + ", header = true" + options;
    }

    @Override
    public Map<String, FeatureType> guessTypes(Session session, String file) {
        return new CsvTexts(file).guessTypes(session);
    }

    @Override
    public String readTexts(String file, Collection<String> columns) {
        return new CsvTexts(file).readable();
    }

    @Override
    public RowScan scan(Session session, String file, Collection<String> columns) {
        return new CsvTexts(file).scan(session, columns);
    }

    @Override
    public void write(CancellableStatements statements, String what, String select, Path file) {
        statements.copy(what, select, file, "csv, HEADER true");
    }
}
