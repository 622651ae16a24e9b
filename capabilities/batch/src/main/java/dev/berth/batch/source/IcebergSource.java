package dev.berth.batch.source;

import dev.berth.core.ProblemException;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.format.IcebergRows;
import java.nio.file.Path;
import java.util.Map;

/// The current snapshot of a table of Iceberg.
///
/// @param table its folder, or a file of its metadata
public record IcebergSource(Path table) implements CopiedSource {
    /// Whether a path is a table.
    public static boolean isMeant(Path path) {
        return IcebergRows.isTable(path);
    }

    @Override
    public String identity() {
        return "iceberg\n" + table.toAbsolutePath().normalize();
    }

    /// @throws ProblemException `source-unavailable` if the table cannot be read
    @Override
    public void write(Path file, Database database, Map<String, String> environment) {
        try (Session session = database.connect()) {
            String select = "SELECT * FROM " + IcebergRows.select(session, table);
            new CancellableStatements(session)
                    .copy("reading the table " + table, select, file, "parquet");
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("reading the table " + table, failure);
        }
    }
}
