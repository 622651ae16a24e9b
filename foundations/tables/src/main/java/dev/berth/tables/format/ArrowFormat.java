package dev.berth.tables.format;

import dev.berth.core.feature.EventSource;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.SpineFormat;
import dev.berth.tables.TimeKinds;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Arrow's IPC, as a file or a stream.
public final class ArrowFormat implements SourceFormat, SpineFormat, OutputFormat {
    @Override
    public String name() {
        return "arrow";
    }

    @Override
    public List<String> endings() {
        return List.of(".arrow", ".arrows", ".feather");
    }

    @Override
    public String select(Session session, EventSource source, List<String> files) {
        var kinds = new TimeKinds(source);
        var check = new ColumnCheck(source);
        for (String file : files) {
            Map<String, String> columns = ArrowImport.types(file);
            check.check(file, columns);
            kinds.add(file, columns);
        }
        return new DeclaredColumns(source)
                .select(
                        new ArrowImport(session, "source " + source.name())
                                .copy(files, source.columns().keySet()),
                        kinds);
    }

    @Override
    public Map<String, String> describe(Session session, String file) {
        return ArrowImport.types(file);
    }

    @Override
    public ColumnTyping typing() {
        return ColumnTyping.STORED;
    }

    @Override
    public Map<String, String> columns(Session session, String file) {
        return ArrowImport.types(file);
    }

    @Override
    public String read(Session session, String file, Map<String, String> types) {
        return new ArrowImport(session, "the spine").copy(List.of(file), types.keySet());
    }

    @Override
    public void write(CancellableStatements statements, String what, String select, Path file) {
        new ArrowExport(statements).write(what, select, file);
    }
}
