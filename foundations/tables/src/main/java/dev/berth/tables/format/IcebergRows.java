package dev.berth.tables.format;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.SourceLocation;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.FileColumns;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.iceberg.IcebergTable;
import dev.berth.tables.iceberg.LocalTableFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows of the current snapshot of a table of Iceberg, with all of its columns.
public final class IcebergRows {
    private IcebergRows() {}

    /// Whether a path is the folder of a table, the one with `metadata` in it, or a file of its
    /// metadata.
    public static boolean isTable(Path path) {
        return path.toString().endsWith(".metadata.json")
                || Files.isDirectory(path.resolve("metadata"));
    }

    /// A SELECT in parentheses. Decimal numbers become float64, times without a zone are those of
    /// UTC; what is no number, truth value, text, time, bytes or list of these becomes text.
    ///
    /// @throws ProblemException `source-unavailable` if the table cannot be read
    public static String select(Session session, Path path) {
        var name = new SourceName("rows");
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        IcebergTable.load(name, path.toString(), new LocalTableFiles())
                .types()
                .forEach((column, type) -> columns.put(column, type(type)));
        var source =
                new EventSource(
                        name,
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Files("iceberg", List.of(path.toString())),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        columns,
                        new SourceLocation(path, 0));
        return new IcebergRelation(session, source, ColumnCheck.ofNames(source))
                .of(List.of(path.toString()));
    }

    private static FeatureType type(String written) {
        return written.startsWith("DECIMAL")
                ? FeatureType.of(ValueType.FLOAT64)
                : FileColumns.type(written)
                        .filter(type -> !type.equals(FeatureType.listOf(ValueType.TIMESTAMP)))
                        .orElse(FeatureType.of(ValueType.STRING));
    }
}
