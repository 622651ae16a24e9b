package dev.berth.state;

import dev.berth.core.system.StateStoreConfig;
import dev.berth.core.system.SystemDescription;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The [StateStore] of one system: the database that its `berth.yaml` names, or the file
/// `.berth/state.db` in its directory. Follows `berth.yaml` when that names another one.
public final class SystemStateStore implements StateStore {
    /// The one system of a file.
    private static final String ALONE = "";

    private final Supplier<SystemDescription> described;
    private final Map<String, String> environment;
    private @Nullable Opened opened;
    private boolean isClosed;

    private SystemStateStore(
            Supplier<SystemDescription> described, Map<String, String> environment) {
        this.described = described;
        this.environment = Map.copyOf(environment);
    }

    private record Opened(
            Path directory, String name, Optional<StateStoreConfig> config, StateStore store) {
        boolean isOf(SystemDescription system) {
            return directory.equals(system.directory())
                    && config.equals(system.state())
                    && (config.isEmpty() || name.equals(system.name()));
        }
    }

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
        Opened before = opened;
        if (before != null && before.isOf(system)) {
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
        opened = new Opened(system.directory(), system.name(), system.state(), store);
        return store;
    }

    private StateStore open(SystemDescription system) {
        return system.state()
                .map(
                        config ->
                                new JdbcStateStore(
                                        new PostgresDatabase(
                                                PostgresAddress.of(
                                                        config, system.directory(), environment)),
                                        system.name(),
                                        System::nanoTime))
                .orElseGet(() -> ofFile(system.directory()));
    }

    private static JdbcStateStore ofFile(Path directory) {
        return new JdbcStateStore(
                new SqliteDatabase(directory.resolve(".berth").resolve("state.db")),
                ALONE,
                System::nanoTime);
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
