package dev.berth.state;

import dev.berth.core.ProblemException;
import dev.berth.core.system.SystemDescription;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tables of a capability in the database of the state, for what is no log: rows that change and
/// end. Made when they are first written.
///
/// One connection, which callers take in turn; every call ends within some seconds, with a
/// [ProblemException] of the code `state-unavailable` where the database is slow or unreachable.
/// Follows `berth.yaml` as [SystemStateStore] does. Thread-safe.
public final class StateTables implements AutoCloseable {
    private final Supplier<SystemDescription> described;
    private final Map<String, String> environment;
    private final TableSchema schema;
    private @Nullable Opened opened;
    private boolean isClosed;

    private StateTables(
            Supplier<SystemDescription> described,
            Map<String, String> environment,
            TableSchema schema) {
        this.described = described;
        this.environment = Map.copyOf(environment);
        this.schema = schema;
    }

    /// Work on the tables.
    @FunctionalInterface
    public interface Work<T> {
        /// Reads or writes.
        ///
        /// @param connection for this call alone
        /// @param system what the rows of this system have in their column `system`
        T on(Connection connection, String system) throws SQLException;
    }

    private record Opened(SystemDatabase.Address address, String system, DatabaseSession session) {}

    /// The tables of a system. Connects when they are used.
    ///
    /// @param described what `berth.yaml` says; called again at each use, as that may change
    /// @param environment whose variables may stand in the URI
    public static StateTables of(
            Supplier<SystemDescription> described,
            Map<String, String> environment,
            TableSchema schema) {
        return new StateTables(described, environment, schema);
    }

    /// Does work that changes nothing.
    ///
    /// @param absent its result where there is no database yet
    /// @throws ProblemException `state-unavailable`
    public <T> T read(T absent, Work<T> work) {
        Opened now = current();
        return now.session().read(connection -> work.on(connection, now.system()), absent);
    }

    /// Does work in a transaction in which no other process writes these tables.
    ///
    /// @throws ProblemException `state-unavailable`; its remedy says whether something may have
    ///   been written
    public <T> T write(Work<T> work) {
        Opened now = current();
        return now.session().write(connection -> work.on(connection, now.system()));
    }

    private synchronized Opened current() {
        SystemDescription system = described.get();
        SystemDatabase.Address address = SystemDatabase.Address.of(system);
        Opened before = opened;
        if (before != null && before.address().equals(address)) {
            return before;
        }
        if (before != null) {
            before.session().close();
        }
        SystemDatabase database = SystemDatabase.of(system, environment);
        var session =
                new DatabaseSession(
                        new DatabaseWithTables(database.database(), schema), System::nanoTime);
        if (isClosed) {
            session.close();
        }
        Opened now = new Opened(address, database.system(), session);
        opened = now;
        return now;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (opened != null) {
            opened.session().close();
        }
    }
}
