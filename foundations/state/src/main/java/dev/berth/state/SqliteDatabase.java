package dev.berth.state;

import dev.berth.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A SQLite file that the processes of one machine share.
///
/// It has a write-ahead log: readers and a writer do not wait for each other, and what a killed
/// process wrote without committing is not there. Each commit is forced to the disk. Used by one
/// thread at a time.
final class SqliteDatabase implements StateDatabase {
    private static final Duration BUSY_MAX = Duration.ofSeconds(5);
    private static final Duration BUSY_PAUSE = Duration.ofMillis(10);

    // SQLite's result codes (sqlite.org/rescode.html), which the driver gives as error codes.
    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;

    private final Path file;
    private final Duration busyMax;

    /// Identity of the file, which differs from another's of its name; null if there is none.
    private @Nullable Object fileKey;

    private Object identity = new Object();

    SqliteDatabase(Path file) {
        this(file, BUSY_MAX);
    }

    /// @param busyMax wait for another writer
    SqliteDatabase(Path file, Duration busyMax) {
        this.file = file;
        this.busyMax = busyMax;
    }

    @Override
    public boolean isPresent() {
        return Files.exists(file);
    }

    /// By inode and birth, as an inode is used again.
    @Override
    public Object identity() {
        Object found = null;
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            found = List.of(String.valueOf(attributes.fileKey()), attributes.creationTime());
        } catch (IOException e) {
            // Not there, or reported when it is opened.
        }
        if (found == null ? fileKey != null : !found.equals(fileKey)) {
            fileKey = found;
            identity = new Object();
        }
        return identity;
    }

    @Override
    public Connection connect() throws SQLException {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new SQLException("its folder cannot be made: " + e, e);
        }
        Connection connection =
                JdbcDriver.connect(
                        "org.xerial:sqlite-jdbc",
                        "jdbc:sqlite:" + file.toAbsolutePath(),
                        Map.of(
                                "busy_timeout",
                                String.valueOf(busyMax.toMillis()),
                                "synchronous",
                                "FULL"));
        boolean isReady = false;
        try {
            prepare(connection);
            isReady = true;
            return connection;
        } finally {
            if (!isReady) {
                connection.close();
            }
        }
    }

    private void prepare(Connection connection) throws SQLException {
        if (word(connection, "pragma user_version").equals("0")) {
            createWhenFree(connection);
        }
        String found = word(connection, "pragma quick_check(1)");
        if (!found.equals("ok")) {
            throw new SQLException("it is damaged: " + found, "", CORRUPT);
        }
    }

    /// Another process may be about the same, and SQLite does not wait for it in all its steps.
    private void createWhenFree(Connection connection) throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                create(connection);
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != BUSY || System.nanoTime() - start > busyMax.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(BUSY_PAUSE.toNanos());
            }
        }
    }

    private static void create(Connection connection) throws SQLException {
        var _ = word(connection, "pragma journal_mode = wal");
        StateDatabase.execute(
                connection,
                List.of(
                        "begin immediate",
                        "create table if not exists berth_state ("
                                + "revision integer primary key autoincrement, "
                                + JdbcStateStore.COLUMNS
                                + ")",
                        "pragma user_version = 1",
                        "commit"));
    }

    @Override
    public boolean hasTable(Connection connection, String name) throws SQLException {
        return StateDatabase.isFound(
                connection, "select 1 from sqlite_master where type = 'table' and name = ?", name);
    }

    private static String word(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Override
    public List<String> beginWriting() {
        return List.of("begin immediate");
    }

    @Override
    public boolean isCommitUncertain() {
        return false;
    }

    @Override
    public Problem problem(SQLException failure) {
        return StateDatabase.unavailable(
                "the state in " + file + " cannot be used: " + innermost(failure).getMessage(),
                remedy(failure.getErrorCode()));
    }

    private String remedy(int code) {
        return switch (code) {
            case FULL -> "make room on its disk";
            case READONLY, CANTOPEN, PERM ->
                    "let the user of this process write to " + file.getParent();
            case BUSY, LOCKED ->
                    "look for a process that has it open and hangs, as with `fuser " + file + "`";
            case IOERR ->
                    "look at its disk: whether it is full, fails, or is a network drive, on which"
                            + " SQLite does not work";
            // Of the driver, before it has loaded SQLite's library.
            case 0 ->
                    "let Berth write to "
                            + file.getParent()
                            + " and to the folder for temporary files, from which SQLite's library"
                            + " is loaded (-Dorg.sqlite.tmpdir names another)";
            // Damaged, or a file of another program.
            default ->
                    "stop what uses it and move the file with its -wal and -shm elsewhere: what the"
                            + " files of the system declare is in force then; `sqlite3 FILE"
                            + " .recover` shows what can be read";
        };
    }

    private static Throwable innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
