package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes rows to the end of a table, chunk by chunk. For one thread; what was not [#finish]ed may
/// be there in part.
public final class TableWriter implements AutoCloseable {
    /// `duckdb_vector_size()`, a constant of the engine's build.
    private static final int CHUNK_ROWS = 2048;

    private final DuckApi api;
    private final Arena arena;
    private final MemorySegment appender;
    private final MemorySegment chunk;
    private final List<VectorWriter> writers = new ArrayList<>();
    private int row;

    @SuppressWarnings("MustBeClosedChecker") // It is closed with this.
    TableWriter(DuckApi api, long connection, String table, List<FeatureType> columns) {
        this.api = api;
        this.arena = Arena.ofConfined();
        this.appender = arena.allocate(JAVA_LONG);
        this.chunk = arena.allocate(JAVA_LONG);
        long state =
                api.createAppender.call(
                        connection, 0, arena.allocateFrom(table).address(), appender.address());
        if (!DuckDbFunction.isSuccess(state)) {
            var failure = failure();
            close();
            throw failure;
        }
        chunk.set(JAVA_LONG, 0, createChunk(columns));
        columns.forEach(type -> writers.add(new VectorWriter(api, type, arena)));
        bind();
    }

    private long createChunk(List<FeatureType> columns) {
        MemorySegment types = arena.allocate(JAVA_LONG, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            types.setAtIndex(JAVA_LONG, i, createType(columns.get(i)));
        }
        long created = api.createChunk.call(types.address(), columns.size());
        for (int i = 0; i < columns.size(); i++) {
            api.destroyType.call(types.address() + i * 8L);
        }
        return created;
    }

    private long createType(FeatureType type) {
        long element = api.createType.call(TypeIds.of(type.element()));
        return switch (type.form()) {
            case SINGLE -> element;
            case LIST -> within(api.createListType.call(element), element);
            case MAP -> {
                long key = api.createType.call(TypeIds.of(ValueType.STRING));
                yield within(within(api.createMapType.call(key, element), key), element);
            }
        };
    }

    /// The whole, which has a copy of the part.
    private long within(long whole, long part) {
        MemorySegment pointer = arena.allocateFrom(JAVA_LONG, part);
        api.destroyType.call(pointer.address());
        return whole;
    }

    private void bind() {
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).bind(api.chunkVector.call(chunk.get(JAVA_LONG, 0), i));
        }
    }

    /// Puts a value into the row that is being written.
    public void put(int column, @Nullable Object value) {
        writers.get(column).write(row, value);
    }

    /// Puts an int64 or timestamp into the row that is being written.
    public void putLong(int column, long value) {
        writers.get(column).writeLong(row, value);
    }

    /// Begins rows that are written column by column, from [#row] on.
    ///
    /// @return how many of them have room; the others follow after [#endRows]
    public int beginRows(int wanted) {
        return Math.min(wanted, CHUNK_ROWS - row);
    }

    /// The place of the row that is being written, in the vectors.
    public int row() {
        return row;
    }

    /// The vector of a column, until the next [#endRows].
    public VectorWriter column(int index) {
        return writers.get(index);
    }

    /// Ends rows that were written column by column.
    ///
    /// @throws QueryFailure if the engine does not take them
    public void endRows(int count) {
        row += count;
        if (row == CHUNK_ROWS) {
            flush();
        }
    }

    /// Ends the row that is being written.
    ///
    /// @throws QueryFailure if the engine does not take it
    public void endRow() {
        row++;
        if (row == CHUNK_ROWS) {
            flush();
        }
    }

    private void flush() {
        long filled = chunk.get(JAVA_LONG, 0);
        api.chunkSetSize.call(filled, row);
        if (!DuckDbFunction.isSuccess(api.appendChunk.call(appender.get(JAVA_LONG, 0), filled))) {
            throw failure();
        }
        api.chunkReset.call(filled);
        row = 0;
        bind();
    }

    /// Writes what is left: from here on all rows are in the table.
    public void finish() {
        if (row > 0) {
            flush();
        }
        if (!DuckDbFunction.isSuccess(api.closeAppender.call(appender.get(JAVA_LONG, 0)))) {
            throw failure();
        }
    }

    private QueryFailure failure() {
        return new QueryFailure(
                Memory.readCText(api.appenderError.call(appender.get(JAVA_LONG, 0))));
    }

    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        if (chunk.get(JAVA_LONG, 0) != 0) {
            api.destroyChunk.call(chunk.address());
        }
        if (appender.get(JAVA_LONG, 0) != 0) {
            api.destroyAppender.call(appender.address());
        }
        arena.close();
    }
}
