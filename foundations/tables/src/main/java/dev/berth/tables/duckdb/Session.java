package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.feature.FeatureType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A connection with temporary tables of its own. For one thread, but for [#interrupt] and
/// [#progress]; at most one [ResultCursor] is open at a time.
public final class Session implements AutoCloseable {
    private final DuckApi api;
    private final long connection;
    private boolean isClosed;

    Session(DuckApi api, long connection) {
        this.api = api;
        this.connection = connection;
    }

    /// Carries out one statement to its end.
    ///
    /// @return how many rows it wrote; 0 for a statement that writes none
    /// @throws QueryFailure if it fails
    public long execute(String sql) {
        try (ResultCursor rows = query(sql)) {
            return rows.drain();
        }
    }

    /// Begins one statement, whose rows come as they are read; the caller closes them.
    ///
    /// @throws QueryFailure if it cannot begin
    @SuppressWarnings("MustBeClosedChecker") // The rows close it, or the failure below.
    public ResultCursor query(String sql) {
        Arena arena = Arena.ofConfined();
        try {
            MemorySegment prepared = prepare(sql, arena);
            try {
                return new ResultCursor(api, run(prepared.get(JAVA_LONG, 0), arena), arena);
            } finally {
                api.destroyPrepare.call(prepared.address());
            }
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private MemorySegment prepare(String sql, Arena arena) {
        MemorySegment extracted = arena.allocate(JAVA_LONG);
        MemorySegment prepared = arena.allocate(JAVA_LONG);
        long count =
                api.extractStatements.call(
                        connection, arena.allocateFrom(sql).address(), extracted.address());
        try {
            if (count != 1) {
                String error =
                        Memory.readCText(
                                api.extractStatementsError.call(extracted.get(JAVA_LONG, 0)));
                throw new QueryFailure(
                        error.isEmpty()
                                ? "Parser Error: " + count + " statements (expected: 1)"
                                : error);
            }
            long state =
                    api.prepareExtracted.call(
                            connection, extracted.get(JAVA_LONG, 0), 0, prepared.address());
            if (!DuckDbFunction.isSuccess(state)) {
                var failure =
                        new QueryFailure(
                                Memory.readCText(
                                        api.prepareError.call(prepared.get(JAVA_LONG, 0))));
                api.destroyPrepare.call(prepared.address());
                throw failure;
            }
            return prepared;
        } finally {
            api.destroyExtracted.call(extracted.address());
        }
    }

    private MemorySegment run(long prepared, Arena arena) {
        MemorySegment pending = arena.allocate(JAVA_LONG);
        MemorySegment result = arena.allocate(DuckApi.RESULT);
        try {
            long begun = api.pendingStreaming.call(prepared, pending.address());
            if (!DuckDbFunction.isSuccess(begun)) {
                throw new QueryFailure(
                        Memory.readCText(api.pendingError.call(pending.get(JAVA_LONG, 0))));
            }
            long state = api.executePending.call(pending.get(JAVA_LONG, 0), result.address());
            if (!DuckDbFunction.isSuccess(state)) {
                var failure =
                        new QueryFailure(Memory.readCText(api.resultError.call(result.address())));
                api.destroyResult.call(result.address());
                throw failure;
            }
            return result;
        } finally {
            api.destroyPending.call(pending.address());
        }
    }

    /// Begins to write rows to the end of a table with these columns; the caller closes it.
    public TableWriter append(String table, List<FeatureType> columns) {
        return new TableWriter(api, connection, table, columns);
    }

    /// Ends the statement in progress, which fails with [QueryFailure.Kind#INTERRUPTED]. From any
    /// thread.
    public void interrupt() {
        api.interrupt.call(connection);
    }

    /// Enables the engine's progress counter, which restarts for each chunk of rows.
    public void countProgress() {
        execute("SET enable_progress_bar = true");
        execute("SET enable_progress_bar_print = false");
    }

    /// How much of the statement in progress is done, from 0 to 1; less than 0 if that is not
    /// known, or not counted. From any thread.
    public double progress() {
        double percent = api.queryProgress(connection);
        return percent < 0 ? percent : percent / 100;
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocateFrom(JAVA_LONG, connection);
            api.disconnect.call(pointer.address());
        }
    }
}
