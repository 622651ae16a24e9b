package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.feature.FeatureType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The rows of a statement, chunk by chunk, as the engine computes them. For one thread.
public final class ResultCursor implements AutoCloseable {
    private final DuckApi api;
    private final MemorySegment result;
    private final Arena arena;
    private final MemorySegment chunk;
    private int count;

    ResultCursor(DuckApi api, MemorySegment result, Arena arena) {
        this.api = api;
        this.result = result;
        this.arena = arena;
        this.chunk = arena.allocate(JAVA_LONG);
    }

    /// The names of the columns.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        long columns = api.columnCount.call(result.address());
        for (long i = 0; i < columns; i++) {
            names.add(Memory.readCText(api.columnName.call(result.address(), i)));
        }
        return names;
    }

    /// Goes to the next chunk; false at the end. What was read of the last is void.
    ///
    /// @throws QueryFailure if the statement fails
    public boolean next() {
        release();
        long next = api.fetchChunk(result);
        if (next == 0) {
            String error = Memory.readCText(api.resultError.call(result.address()));
            if (!error.isEmpty()) {
                throw new QueryFailure(error);
            }
            return false;
        }
        chunk.set(JAVA_LONG, 0, next);
        count = (int) api.chunkSize.call(next);
        return count > 0 || next();
    }

    /// How many rows the chunk has.
    public int count() {
        return count;
    }

    /// A view of a column, to be bound to each chunk by [VectorReader#bind].
    ///
    /// @throws IllegalStateException if the column is of another type
    public VectorReader column(int index, FeatureType type) {
        int actual = (int) api.columnType.call(result.address(), index);
        if (actual != TypeIds.of(type)) {
            throw new IllegalStateException(
                    "column " + index + " is of DuckDB's type " + actual + ", not " + type);
        }
        return VectorReader.of(api, type, index);
    }

    long vector(int index) {
        return api.chunkVector.call(chunk.get(JAVA_LONG, 0), index);
    }

    /// Runs to the end; how many rows were written.
    long drain() {
        long changed = api.rowsChanged.call(result.address());
        while (next()) {
            // Rows of a statement that is executed are of no interest.
        }
        return changed;
    }

    private void release() {
        if (chunk.get(JAVA_LONG, 0) != 0) {
            api.destroyChunk.call(chunk.address());
            chunk.set(JAVA_LONG, 0, 0);
        }
        count = 0;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            release();
            api.destroyResult.call(result.address());
            arena.close();
        }
    }
}
