package dev.berth.batch.jdbc;

import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.state.JobFolder;
import dev.berth.batch.state.OutputFile;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.EnvironmentSubstitution;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.TableFormats;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Query of a database, whose rows are copied to a Parquet file beside the output before they are
/// scored: a run that goes on reads the rows of the first one, whatever the database has by then.
///
/// Rows are read by a cursor, some thousands at a time, in one transaction.
///
/// @param url as JDBC has it, with `${NAME}` for variables of the environment, such as a password
/// @param sql of the query
public record JdbcSource(String url, String sql) {
    /// Rows that the driver holds.
    private static final int FETCH_ROWS = 5000;

    /// Rows of a file that is gathered in memory.
    private static final int FILE_ROWS = 500_000;

    private static final int DIGEST_CHARS = 12;
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password=(?!\\$\\{)[^&]|//[^/@]*:(?!\\$\\{)[^/@]*@)");

    /// @throws ProblemException `batch-invalid` if the address holds a password
    public JdbcSource {
        if (SECRET.matcher(url).find()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "a password in the address of a database, which is kept in the report (expected:"
                            + " the name of a variable)",
                    "write password=${NAME} in single quotes, and set NAME in the environment");
        }
    }

    /// Whether a source is the address of a database.
    public static boolean isAddress(String source) {
        return source.startsWith("jdbc:");
    }

    /// All rows of a table.
    ///
    /// @param table its name, perhaps with that of its schema and a dot before it
    public static JdbcSource ofTable(String url, String table) {
        List<String> names = new ArrayList<>();
        for (String name : table.split("\\.", -1)) {
            names.add('"' + name.replace("\"", "\"\"") + '"');
        }
        return new JdbcSource(url, "SELECT * FROM " + String.join(".", names));
    }

    /// The copy of the rows for a job, which is made unless it is there. Blocks.
    ///
    /// @param destination of the job
    /// @param environment for variables in the address
    /// @throws ProblemException `source-unavailable` if the database does not answer;
    ///   `data-invalid` if the query has no column
    public Path copy(Path destination, Database database, Map<String, String> environment) {
        Path copy = path(destination);
        if (Files.exists(copy)) {
            return copy;
        }
        Path folder =
                copy.resolveSibling(copy.getFileName() + "." + UUID.randomUUID() + ".unfinished");
        try {
            Files.createDirectories(folder);
            try (Connection connection = connect(environment)) {
                read(connection, database, folder, copy);
            } finally {
                remove(folder);
            }
            return copy;
        } catch (SQLException e) {
            throw unavailable(e);
        } catch (IOException e) {
            throw JobFolder.unwritable(copy, e);
        }
    }

    /// Removes the copy, once the job is complete or begins anew.
    public void removeCopy(Path destination) {
        try {
            Files.deleteIfExists(path(destination));
        } catch (IOException e) {
            throw JobFolder.unwritable(path(destination), e);
        }
    }

    /// Another query has another copy, so that it is another source.
    private Path path(Path destination) {
        return destination.resolveSibling(
                destination.getFileName()
                        + ".source-"
                        + digest().substring(0, DIGEST_CHARS)
                        + ".parquet");
    }

    private String digest() {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest((url + '\n' + sql).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(Map<String, String> environment) throws SQLException {
        String filled =
                EnvironmentSubstitution.fill(
                        url,
                        environment,
                        name ->
                                new ProblemException(
                                        ProblemCode.BATCH_INVALID,
                                        "${"
                                                + name
                                                + "} in the address of the database is not set"
                                                + " (expected: a variable of the environment)",
                                        "set " + name));
        for (Driver driver : ServiceLoader.load(Driver.class)) {
            if (driver.acceptsURL(filled)) {
                Connection connection = driver.connect(filled, new Properties());
                if (connection != null) {
                    return connection;
                }
            }
        }
        throw new ProblemException(
                ProblemCode.BATCH_INVALID,
                "no JDBC driver takes '" + url + "' (expected: one on the class path)",
                "add the driver's jar, or correct the address, as in"
                        + " jdbc:postgresql://host/database?user=name&password=${PASSWORD}");
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
                Path whole = folder.resolve("whole");
                OutputFile.write(database, format(), files, whole);
                JobFolder.move(whole, copy);
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
                        "reading rows of " + url + ": " + e.getMessage(),
                        "correct the address or the query, or run it again when the database"
                                + " answers"),
                e);
    }
}
