package dev.berth.tables.format;

import dev.berth.core.feature.EventSource;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.duckdb.Session;
import java.util.List;

/// Tables of Iceberg, by their folders or files of their metadata.
public final class IcebergFormat implements SourceFormat {
    @Override
    public String name() {
        return "iceberg";
    }

    @Override
    public List<String> endings() {
        return List.of();
    }

    @Override
    public List<String> find(Session session, List<String> paths) {
        return paths;
    }

    @Override
    public String select(Session session, EventSource source, List<String> tables) {
        return new IcebergRelation(session, source).of(tables);
    }
}
