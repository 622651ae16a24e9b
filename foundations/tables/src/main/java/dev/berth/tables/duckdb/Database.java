package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.nativelib.LibraryCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/// A database in memory, which spills to disk what does not fit.
///
/// It loads no extensions from the network, and counts time in UTC. Thread-safe; sessions are
/// closed before it.
public final class Database implements AutoCloseable {
    private final DuckApi api;
    private final long handle;
    private boolean isClosed;

    private Database(DuckApi api, long handle) {
        this.api = api;
        this.handle = handle;
    }

    /// Opens an empty one; the caller closes it.
    ///
    /// @throws dev.berth.core.ProblemException `artifact-load-failed` if the engine is not there
    ///   for this platform
    /// @throws QueryFailure if the engine refuses the settings
    public static Database open(DatabaseSettings settings) {
        return open(settings, LibraryCache.ofProcess());
    }

    static Database open(DatabaseSettings settings, LibraryCache cache) {
        DuckApi api = new DuckApi(DuckLibrary.locate(cache));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment config = arena.allocate(JAVA_LONG);
            MemorySegment handle = arena.allocate(JAVA_LONG);
            MemorySegment error = arena.allocate(JAVA_LONG);
            api.createConfig.call(config.address());
            try {
                configure(api, settings, config.get(JAVA_LONG, 0), arena);
                long state =
                        api.open.call(
                                0, handle.address(), config.get(JAVA_LONG, 0), error.address());
                if (!DuckDbFunction.isSuccess(state)) {
                    throw openingFailure(api, error.get(JAVA_LONG, 0));
                }
            } finally {
                api.destroyConfig.call(config.address());
            }
            return new Database(api, handle.get(JAVA_LONG, 0));
        }
    }

    private static QueryFailure openingFailure(DuckApi api, long text) {
        String message = Memory.readCText(text);
        api.free.call(text);
        return new QueryFailure(message);
    }

    private static void configure(
            DuckApi api, DatabaseSettings settings, long config, Arena arena) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("memory_limit", (settings.memoryBytes() >> 10) + "KiB");
        values.put("temp_directory", settings.temporaryFolder().toAbsolutePath().toString());
        values.put("threads", Integer.toString(settings.threads()));
        values.put("autoinstall_known_extensions", "false");
        values.put("autoload_known_extensions", "false");
        values.forEach(
                (name, value) -> {
                    long state =
                            api.setConfig.call(
                                    config,
                                    arena.allocateFrom(name).address(),
                                    arena.allocateFrom(value).address());
                    if (!DuckDbFunction.isSuccess(state)) {
                        throw new QueryFailure("DuckDB refuses " + name + " = " + value);
                    }
                });
    }

    /// A new session; the caller closes it.
    public Session connect() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment connection = arena.allocate(JAVA_LONG);
            if (!DuckDbFunction.isSuccess(api.connect.call(handle, connection.address()))) {
                throw new QueryFailure("DuckDB gives no connection");
            }
            var session = new Session(api, connection.get(JAVA_LONG, 0));
            session.execute("SET TimeZone = 'UTC'");
            return session;
        }
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocateFrom(JAVA_LONG, handle);
            api.close.call(pointer.address());
        }
    }
}
