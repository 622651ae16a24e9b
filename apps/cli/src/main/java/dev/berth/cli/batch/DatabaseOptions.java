package dev.berth.cli.batch;

import dev.berth.batch.jdbc.JdbcAddress;
import dev.berth.batch.jdbc.JdbcSource;
import dev.berth.batch.jdbc.JdbcTable;
import dev.berth.batch.source.CopiedSource;
import dev.berth.batch.source.IcebergSource;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `berth batch` for tables that are no files: sources that are copied first, and a
/// table of a database into which the output is inserted.
final class DatabaseOptions {
    @Option(names = "--query", paramLabel = "SQL", description = "The rows of a database.")
    private @Nullable String query;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table of a database whose rows are scored.")
    private @Nullable String table;

    @Option(
            names = "--insert-into",
            paramLabel = "TABLE",
            description =
                    "A table of a database that the complete output is inserted into as well, once,"
                            + " in one transaction. PostgreSQL's is created if there is none.")
    private @Nullable String insertInto;

    @Option(
            names = "--insert-database",
            paramLabel = "ADDRESS",
            description = "The database of --insert-into. Default: that of --from.")
    private @Nullable String insertDatabase;

    /// Whether one of the options is given.
    boolean isGiven() {
        return query != null || table != null || insertInto != null || insertDatabase != null;
    }

    /// The source, if its rows are to be copied.
    ///
    /// @throws ProblemException `usage` if the options do not fit it
    Optional<CopiedSource> source(String from) {
        boolean isDatabase = JdbcAddress.isMeant(from);
        if (isDatabase ? (query == null) == (table == null) : query != null || table != null) {
            throw isDatabase
                    ? usage(
                            "--from of a database with "
                                    + (query == null ? "neither" : "both")
                                    + " of --query and --table (expected: one of them)",
                            "name the table, or write the query of its rows")
                    : usage(
                            "--query or --table with --from " + from + " (expected: a database)",
                            "leave them out, or name the database: --from jdbc:…");
        }
        if (isDatabase) {
            return Optional.of(
                    query == null
                            ? JdbcSource.ofTable(from, String.valueOf(table))
                            : new JdbcSource(new JdbcAddress(from), query));
        }
        Path path = Path.of(from);
        return IcebergSource.isMeant(path)
                ? Optional.of(new IcebergSource(path))
                : Optional.empty();
    }

    /// The table that the output is inserted into, if any.
    ///
    /// @throws ProblemException `usage` if the options do not fit
    Optional<JdbcTable> target(String from, Path to) {
        if (insertInto == null) {
            if (insertDatabase != null) {
                throw usage(
                        "--insert-database without --insert-into (expected: both)",
                        "name the table: --insert-into scores");
            }
            return Optional.empty();
        }
        if (insertDatabase == null && !JdbcAddress.isMeant(from)) {
            throw usage(
                    "--insert-into without a database (expected: --insert-database jdbc:…)",
                    "name the database of the table");
        }
        if (!to.toString().endsWith(".parquet")) {
            throw usage(
                    "--insert-into with --to " + to + " (expected: .parquet, which keeps types)",
                    "write the output to a file of Parquet");
        }
        return Optional.of(
                new JdbcTable(
                        new JdbcAddress(insertDatabase == null ? from : insertDatabase),
                        insertInto));
    }

    private static ProblemException usage(String message, String remedy) {
        return new ProblemException(ProblemCode.USAGE, message, remedy);
    }
}
