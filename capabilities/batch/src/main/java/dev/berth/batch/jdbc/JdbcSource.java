package dev.berth.batch.jdbc;

import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.source.CopiedSource;
import dev.berth.batch.state.OutputFile;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.TableFormats;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Query of a database, whose rows are copied to a Parquet file beside the output before they are
/// scored: a run that goes on reads the rows of the first one, whatever the database has by then.
///
/// Rows are read by a cursor, some thousands at a time, in one transaction.
///
/// @param sql of the query
public record JdbcSource(JdbcAddress address, String sql) implements CopiedSource {
    /// Rows that the driver holds.
    private static final int FETCH_ROWS = 5000;

    /// Rows of a file that is gathered in memory.
    private static final int FILE_ROWS = 500_000;

    /// All rows of a table.
    ///
    /// @param table its name, perhaps with that of its schema and a dot before it
    public static JdbcSource ofTable(String url, String table) {
        return new JdbcSource(new JdbcAddress(url), "SELECT * FROM " + JdbcAddress.quoted(table));
    }

    @Override
    public String identity() {
        return address.url() + '\n' + sql;
    }

    @Override
    public void write(Path copy, Database database, Map<String, String> environment)
            throws IOException {
        Path folder = copy.resolveSibling(copy.getFileName() + "." + UUID.randomUUID() + ".parts");
        try {
            Files.createDirectories(folder);
            try (Connection connection = address.connect(environment, new Properties())) {
                read(connection, database, folder, copy);
            } finally {
                remove(folder);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private void read(Connection connection, Database database, Path folder, Path copy)
            throws SQLException, IOException {
        // Without it, some drivers hold all rows.
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = statement.executeQuery(sql)) {
                List<JdbcColumn> columns = JdbcColumn.of(rows.getMetaData());
                List<Path> files = write(rows, columns, database, folder);
                OutputFile.write(database, format(), files, copy);
            }
        }
    }

    private static List<Path> write(
            ResultSet rows, List<JdbcColumn> columns, Database database, Path folder)
            throws SQLException {
        List<OutputColumn> written =
                columns.stream()
                        .map(each -> OutputColumn.carried(each.name(), each.type()))
                        .toList();
        List<Path> files = new ArrayList<>();
        try (var writer = new PartWriter(database, format(), written)) {
            int count = 0;
            boolean isEnd = false;
            while (!isEnd) {
                isEnd = !rows.next();
                if (!isEnd) {
                    var values = new @Nullable Object[columns.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = columns.get(i).value(rows, i + 1);
                    }
                    writer.add(values);
                    count++;
                }
                if (isEnd ? count > 0 || files.isEmpty() : count == FILE_ROWS) {
                    Path file = folder.resolve("part-%06d".formatted(files.size()));
                    writer.finish(file);
                    files.add(file);
                    count = 0;
                }
            }
        }
        return files;
    }

    private static OutputFormat format() {
        return TableFormats.ofEnding(TableFormats.all(OutputFormat.class), "copy", "copy.parquet");
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private ProblemException unavailable(SQLException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.SOURCE_UNAVAILABLE,
                        "reading rows of " + address.url() + ": " + JdbcAddress.reason(e),
                        "correct the address or the query, or run it again when the database"
                                + " answers"),
                e);
    }
}
