package dev.berth.precompute.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.crypto.AesGcm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/// Key table: the key of each user, encrypted by the master key, under a name from which the user
/// is not found. Thread-safe; methods block for the disk.
///
/// It is a SQLite database apart from snapshots. What is deleted is overwritten (`secure_delete`),
/// and the log is cut after an erasure. Keys in memory are forgotten once another process has
/// changed the table, which [#refresh] finds.
public final class UserKeys implements AutoCloseable {
    /// Keys in memory: some 30 MB.
    private static final int KEPT_MAX = 100_000;

    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final MasterKey master;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final Cache<String, Optional<UserKey>> kept =
            Caffeine.newBuilder().maximumSize(KEPT_MAX).executor(Runnable::run).build();
    private final Connection connection;
    private long seenVersion;

    private UserKeys(Path file, MasterKey master, Connection connection) {
        this.file = file;
        this.master = master;
        this.connection = connection;
    }

    /// Opens or creates a key table.
    ///
    /// @throws ProblemException `precompute-invalid` if it cannot be opened
    public static UserKeys open(Path file, MasterKey master) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var settings = new Properties();
            settings.setProperty("busy_timeout", String.valueOf(BUSY_MILLIS));
            settings.setProperty("journal_mode", "WAL");
            settings.setProperty("synchronous", "FULL");
            Connection connection =
                    DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), settings);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma secure_delete = on");
                statement.execute(
                        "create table if not exists user_keys (name blob primary key, wrapped blob"
                                + " not null) without rowid");
                return new UserKeys(file, master, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw unusable(file, e);
        }
    }

    private static ProblemException unusable(Path file, Exception e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.PRECOMPUTE_INVALID,
                        "the key table " + file + " cannot be used: " + e.getMessage(),
                        "make room and the file writable for this user"),
                e);
    }

    private interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T use(Use<T> use) {
        lock.lock();
        try {
            return use.of(connection);
        } catch (SQLException e) {
            throw unusable(file, e);
        } finally {
            lock.unlock();
        }
    }

    /// The key of a user; empty if there is none, or none any more.
    ///
    /// @throws ProblemException `precomputed-unreadable` if another master key encrypted it
    public Optional<UserKey> find(String user) {
        Optional<UserKey> known = kept.getIfPresent(user);
        if (known != null) {
            return known;
        }
        // Under the lock, so that an erasure in this process is not followed by an older read.
        return use(
                open -> {
                    byte[] name = master.name(user);
                    byte[] wrapped = read(open, name);
                    Optional<UserKey> found =
                            wrapped == null
                                    ? Optional.empty()
                                    : Optional.of(new UserKey(unwrap(wrapped, name), random));
                    kept.put(user, found);
                    return found;
                });
    }

    private static byte @Nullable [] read(Connection open, byte[] name) throws SQLException {
        try (PreparedStatement query =
                open.prepareStatement("select wrapped from user_keys where name = ?")) {
            query.setBytes(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }

    private byte[] unwrap(byte[] wrapped, byte[] name) {
        try {
            return master.unwrap(wrapped, name);
        } catch (AEADBadTagException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.PRECOMPUTED_UNREADABLE,
                            "a user's key in "
                                    + file
                                    + " was encrypted by another key, or is damaged",
                            "set "
                                    + MasterKey.VARIABLE
                                    + " to the key with which answers were precomputed"),
                    e);
        }
    }

    /// The keys of users, made for those who have none, in one transaction.
    public Map<String, UserKey> require(Collection<String> users) {
        Map<String, UserKey> keys = new HashMap<>();
        for (String user : users) {
            Optional<UserKey> known = kept.getIfPresent(user);
            if (known != null && known.isPresent()) {
                keys.put(user, known.get());
            }
        }
        if (keys.keySet().containsAll(users)) {
            return keys;
        }
        return use(
                open -> {
                    open.setAutoCommit(false);
                    try (PreparedStatement insert =
                            open.prepareStatement(
                                    "insert into user_keys values (?, ?) on conflict do nothing")) {
                        for (String user : users) {
                            if (!keys.containsKey(user)) {
                                keys.put(user, require(open, insert, user));
                            }
                        }
                        open.commit();
                    } catch (SQLException | RuntimeException e) {
                        open.rollback();
                        throw e;
                    } finally {
                        open.setAutoCommit(true);
                    }
                    keys.forEach((user, key) -> kept.put(user, Optional.of(key)));
                    return keys;
                });
    }

    private UserKey require(Connection open, PreparedStatement insert, String user)
            throws SQLException {
        byte[] name = master.name(user);
        byte[] wrapped = read(open, name);
        if (wrapped == null) {
            insert.setBytes(1, name);
            insert.setBytes(2, master.wrap(new AesGcm(random).newKey(), name));
            insert.executeUpdate();
            // Another process may have been first.
            wrapped = read(open, name);
        }
        if (wrapped == null) {
            throw new SQLException("a key that was written is not there");
        }
        return new UserKey(unwrap(wrapped, name), random);
    }

    /// Removes a user's key: what it encrypted cannot be read any more, wherever it is.
    ///
    /// @return false if the user has none
    public boolean erase(String user) {
        return use(
                open -> {
                    boolean isErased;
                    try (PreparedStatement delete =
                            open.prepareStatement("delete from user_keys where name = ?")) {
                        delete.setBytes(1, master.name(user));
                        isErased = delete.executeUpdate() > 0;
                    }
                    kept.invalidate(user);
                    cutLog(open);
                    return isErased;
                });
    }

    /// Moves what was written into the table and empties the log, which has earlier pages.
    private void cutLog(Connection open) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet result = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
            if (result.next() && result.getInt(1) != 0) {
                throw new SQLException(
                        "another process reads it without end, so that its log cannot be emptied");
            }
        }
    }

    /// Forgets the keys in memory if another process has changed the table.
    public void refresh() {
        use(
                open -> {
                    try (Statement statement = open.createStatement();
                            ResultSet rows = statement.executeQuery("pragma data_version")) {
                        long version = rows.next() ? rows.getLong(1) : 0;
                        if (version != seenVersion) {
                            seenVersion = version;
                            kept.invalidateAll();
                        }
                    }
                    return true;
                });
    }

    @Override
    public void close() {
        kept.invalidateAll();
        use(
                open -> {
                    open.close();
                    return true;
                });
    }
}
