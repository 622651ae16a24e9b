package dev.berth.state;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A [StateStore] in a table of a database, over one connection that its callers take in turn.
///
/// The table has all logs of all systems. Its `revision` grows in the order in which transactions
/// commit, as only one process writes at a time; so a check for new entries is one lookup by
/// primary key.
final class JdbcStateStore implements StateStore {
    /// The columns of an entry; SQLite and PostgreSQL differ in `revision`.
    static final String COLUMNS =
            """
            system text not null, kind text not null, name text not null, number bigint not null,
            at text not null, who text not null, claimed text not null, why text not null,
            value text not null, unique (system, kind, name, number)\
            """;

    /// A turn takes milliseconds; one that hangs ends by the timeout of its connection.
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(5);

    /// So that callers do not queue for a server that does not answer.
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(500);

    private static final String NOTHING_CHANGED = "; nothing was changed";
    private static final String UNCERTAIN =
            "; whether the change was written is not known: look before you repeat it";

    private static final int BATCH = 500;

    private static final String ENTRY =
            "select name, number, at, who, claimed, why, value from berth_state"
                    + " where system = ? and kind = ?";
    private static final String OF_LOG =
            " from berth_state where system = ? and kind = ? and name = ?";
    private static final String LAST_NUMBER = "select coalesce(max(number), 0)" + OF_LOG;
    private static final String LAST = ENTRY + " and name = ? order by number desc limit 1";
    private static final String PAGE =
            ENTRY + " and name = ? and number >= ? order by number limit ?";
    private static final String REVISION = "select coalesce(max(revision), 0) from berth_state";
    private static final String NEWS =
            ENTRY
                    + " and revision > ? and (name, number) in (select name, max(number)"
                    + " from berth_state where system = ? and kind = ? group by name)";
    private static final String INSERT =
            "insert into berth_state (system, kind, name, number, at, who, claimed, why, value)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final StateDatabase database;
    private final String system;
    private final LongSupplier nanoTime;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Object connectedTo;
    private @Nullable Problem refused;
    private long refusedNanos;
    private volatile boolean isClosed;

    /// @param system the name under which several systems share one database
    JdbcStateStore(StateDatabase database, String system, LongSupplier nanoTime) {
        this.database = database;
        this.system = system;
        this.nanoTime = nanoTime;
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @Override
    public StateEntry append(StateKey key, StateChange change) {
        return write(
                connected -> {
                    var entry = new StateEntry(key, lastNumber(connected, key) + 1, change);
                    insert(connected, List.of(entry).iterator());
                    return entry;
                });
    }

    @Override
    public Optional<StateEntry> compareAndAppend(StateKey key, long expected, StateChange change) {
        return write(
                connected -> {
                    if (lastNumber(connected, key) != expected) {
                        return Optional.empty();
                    }
                    var entry = new StateEntry(key, expected + 1, change);
                    insert(connected, List.of(entry).iterator());
                    return Optional.of(entry);
                });
    }

    @Override
    public boolean takeOver(StateKey key, long first, Iterator<StateChange> changes) {
        return write(
                connected -> {
                    if (lastNumber(connected, key) != 0) {
                        return false;
                    }
                    insert(
                            connected,
                            new Iterator<>() {
                                private long number = first;

                                @Override
                                public boolean hasNext() {
                                    return changes.hasNext();
                                }

                                @Override
                                public StateEntry next() {
                                    return new StateEntry(key, number++, changes.next());
                                }
                            });
                    return true;
                });
    }

    @Override
    public Optional<StateEntry> findLast(StateKey key) {
        return read(
                connected -> entries(connected, key.kind(), LAST, key.name()).stream().findFirst(),
                Optional.empty());
    }

    @Override
    public List<StateEntry> read(StateKey key, long from, int limit) {
        if (limit < 0 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 0 to 1,000)");
        }
        return read(
                connected -> entries(connected, key.kind(), PAGE, key.name(), from, limit),
                List.of());
    }

    @Override
    public Optional<StateUpdate> poll(String kind, StatePosition after) {
        // An entry that is appended between the two statements is reported twice.
        StateUpdate none =
                new StateUpdate(new StatePosition(database.identity(), 0), true, List.of());
        return read(
                connected -> {
                    var now =
                            new StatePosition(
                                    database.identity(), number(connected, REVISION, List.of()));
                    boolean isKnown = after.precedes(now);
                    if (isKnown && after.revision() == now.revision()) {
                        return Optional.empty();
                    }
                    long since = isKnown ? after.revision() : 0;
                    List<StateEntry> last = entries(connected, kind, NEWS, since, system, kind);
                    return Optional.of(new StateUpdate(now, !isKnown, last));
                },
                after.precedes(none.position()) ? Optional.empty() : Optional.of(none));
    }

    private long lastNumber(Connection connected, StateKey key) throws SQLException {
        return number(connected, LAST_NUMBER, List.of(system, key.kind(), key.name()));
    }

    private static long number(Connection connected, String query, List<?> parameters)
            throws SQLException {
        try (PreparedStatement statement = connected.prepareStatement(query)) {
            set(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static void set(PreparedStatement statement, List<?> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
    }

    private List<StateEntry> entries(
            Connection connected, String kind, String query, Object... further)
            throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(system, kind));
        parameters.addAll(List.of(further));
        List<StateEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = connected.prepareStatement(query)) {
            set(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(entry(kind, rows));
                }
            }
        }
        return entries;
    }

    private static StateEntry entry(String kind, ResultSet row) throws SQLException {
        try {
            return new StateEntry(
                    new StateKey(kind, row.getString("name")),
                    row.getLong("number"),
                    new StateChange(
                            Instant.parse(row.getString("at")),
                            new ChangedBy(row.getString("who"), row.getString("claimed")),
                            row.getString("why"),
                            row.getString("value")));
        } catch (RuntimeException notWrittenHere) {
            throw new SQLException("an entry is damaged: " + notWrittenHere, notWrittenHere);
        }
    }

    private void insert(Connection connected, Iterator<StateEntry> entries) throws SQLException {
        try (PreparedStatement statement = connected.prepareStatement(INSERT)) {
            int waiting = 0;
            while (entries.hasNext()) {
                StateEntry entry = entries.next();
                StateChange change = entry.change();
                set(
                        statement,
                        List.of(
                                system,
                                entry.key().kind(),
                                entry.key().name(),
                                entry.number(),
                                change.at().toString(),
                                change.who().known(),
                                change.who().claimed(),
                                change.why(),
                                change.value()));
                statement.addBatch();
                if (++waiting == BATCH) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            statement.executeBatch();
        }
    }

    private <T> T read(Work<T> work, T absent) {
        return inTurn(
                () -> {
                    if (!database.isPresent()) {
                        disconnect();
                        return absent;
                    }
                    return attempt(work, () -> "");
                });
    }

    private <T> T write(Work<T> work) {
        return inTurn(
                () -> {
                    var outcome = new AtomicReference<>(NOTHING_CHANGED);
                    return attempt(
                            connected -> {
                                StateDatabase.execute(connected, database.beginWriting());
                                T result = work.on(connected);
                                if (database.isCommitUncertain()) {
                                    outcome.set(UNCERTAIN);
                                }
                                StateDatabase.execute(connected, List.of("commit"));
                                return result;
                            },
                            outcome::get);
                });
    }

    /// Uses the connection, and gives it up after a failure: that ends its transaction too.
    private <T> T attempt(Work<T> work, Supplier<String> outcome) {
        boolean isDone = false;
        try {
            T result = work.on(connection());
            isDone = true;
            return result;
        } catch (SQLException e) {
            Problem problem = database.problem(e);
            throw new ProblemException(
                    StateDatabase.unavailable(problem.message() + outcome.get(), problem.remedy()),
                    e);
        } finally {
            if (!isDone) {
                disconnect();
            }
        }
    }

    private interface Turn<T> {
        T take();
    }

    private <T> T inTurn(Turn<T> taken) {
        try {
            if (!turn.tryLock(TURN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        StateDatabase.unavailable(
                                "the state was in use for more than "
                                        + TURN_WAIT_MAX.toSeconds()
                                        + " s; nothing was changed",
                                "look at the load of its database"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    StateDatabase.unavailable(
                            "the thread that waited for the state was interrupted",
                            "repeat what is still wanted"),
                    e);
        }
        try {
            if (isClosed) {
                throw new ProblemException(
                        StateDatabase.unavailable(
                                "the store of the state is closed",
                                "close a store after the last use of it"));
            }
            return taken.take();
        } finally {
            endTurn();
        }
    }

    private Connection connection() {
        if (connection != null && database.identity().equals(connectedTo)) {
            return connection;
        }
        disconnect();
        if (refused != null && nanoTime.getAsLong() - refusedNanos < RECONNECT_PAUSE.toNanos()) {
            throw new ProblemException(refused);
        }
        refused = null;
        Problem problem;
        Throwable cause;
        try {
            Connection opened = database.connect();
            connection = opened;
            connectedTo = database.identity();
            return opened;
        } catch (SQLException e) {
            problem = database.problem(e);
            cause = e;
        } catch (LinkageError e) {
            problem =
                    StateDatabase.unavailable(
                            "the driver of the state's database cannot be loaded: " + e,
                            "look at its version, and at the folder for temporary files, from which"
                                    + " its library is loaded");
            cause = e;
        }
        refused = problem;
        refusedNanos = nanoTime.getAsLong();
        throw new ProblemException(problem, cause);
    }

    private void disconnect() {
        Connection given = connection;
        connection = null;
        connectedTo = null;
        if (given != null) {
            try {
                given.close();
            } catch (SQLException e) {
                // It is of no use any more.
            }
        }
    }

    /// A call that hangs closes the connection itself when it ends.
    @Override
    public void close() {
        isClosed = true;
        if (turn.tryLock()) {
            endTurn();
        }
    }

    private void endTurn() {
        if (isClosed) {
            disconnect();
        }
        turn.unlock();
    }
}
