package dev.berth.state;

import dev.berth.core.system.SystemDescription;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The [StateStore] of one system: the database that its `berth.yaml` names, or the file
/// `.berth/state.db` in its directory. Follows `berth.yaml` when that names another one.
public final class SystemStateStore implements StateStore {
    private final Supplier<SystemDescription> described;
    private final Map<String, String> environment;
    private @Nullable Opened opened;
    private boolean isClosed;

    private SystemStateStore(
            Supplier<SystemDescription> described, Map<String, String> environment) {
        this.described = described;
        this.environment = Map.copyOf(environment);
    }

    private record Opened(SystemDatabase.Address address, StateStore store) {}

    /// The store of a system. Connects when it is used.
    ///
    /// @param described what `berth.yaml` says; called again at each use, as that may change
    /// @param environment whose variables may stand in the URI
    public static SystemStateStore of(
            Supplier<SystemDescription> described, Map<String, String> environment) {
        return new SystemStateStore(described, environment);
    }

    private synchronized StateStore current() {
        SystemDescription system = described.get();
        SystemDatabase.Address address = SystemDatabase.Address.of(system);
        Opened before = opened;
        if (before != null && before.address().equals(address)) {
            return before.store();
        }
        if (before != null) {
            before.store().close();
            opened = null;
        }
        StateStore store = open(system);
        if (isClosed) {
            store.close();
        }
        opened = new Opened(address, store);
        return store;
    }

    private StateStore open(SystemDescription system) {
        SystemDatabase database = SystemDatabase.of(system, environment);
        return new JdbcStateStore(database.database(), database.system(), System::nanoTime);
    }

    @Override
    public StateEntry append(StateKey key, StateChange change) {
        return current().append(key, change);
    }

    @Override
    public Optional<StateEntry> compareAndAppend(StateKey key, long expected, StateChange change) {
        return current().compareAndAppend(key, expected, change);
    }

    @Override
    public Optional<StateEntry> findLast(StateKey key) {
        return current().findLast(key);
    }

    @Override
    public List<StateEntry> read(StateKey key, long from, int limit) {
        return current().read(key, from, limit);
    }

    @Override
    public Optional<StateUpdate> poll(String kind, StatePosition after) {
        return current().poll(kind, after);
    }

    @Override
    public boolean takeOver(StateKey key, long first, Iterator<StateChange> changes) {
        return current().takeOver(key, first, changes);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (opened != null) {
            opened.store().close();
        }
    }
}
