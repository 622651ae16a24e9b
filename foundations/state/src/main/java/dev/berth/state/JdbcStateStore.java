package dev.berth.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A [StateStore] in a table of a database, over a [DatabaseSession].
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
    private final DatabaseSession session;

    /// @param system the name under which several systems share one database
    JdbcStateStore(StateDatabase database, String system, LongSupplier nanoTime) {
        this.database = database;
        this.system = system;
        this.session = new DatabaseSession(database, nanoTime);
    }

    @Override
    public StateEntry append(StateKey key, StateChange change) {
        return session.write(
                connected -> {
                    var entry = new StateEntry(key, lastNumber(connected, key) + 1, change);
                    insert(connected, List.of(entry).iterator());
                    return entry;
                });
    }

    @Override
    public Optional<StateEntry> compareAndAppend(StateKey key, long expected, StateChange change) {
        return session.write(
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
        return session.write(
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
        return session.read(
                connected -> entries(connected, key.kind(), LAST, key.name()).stream().findFirst(),
                Optional.empty());
    }

    @Override
    public List<StateEntry> read(StateKey key, long from, int limit) {
        if (limit < 0 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 0 to 1,000)");
        }
        return session.read(
                connected -> entries(connected, key.kind(), PAGE, key.name(), from, limit),
                List.of());
    }

    @Override
    public Optional<StateUpdate> poll(String kind, StatePosition after) {
        // An entry that is appended between the two statements is reported twice.
        StateUpdate none =
                new StateUpdate(new StatePosition(database.identity(), 0), true, List.of());
        return session.read(
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

    /// A call that hangs closes the connection itself when it ends.
    @Override
    public void close() {
        session.close();
    }
}
