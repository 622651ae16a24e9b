package dev.berth.scoring.data;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.ColumnValues;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The rows of a data file or of several, block by block. For one thread.
public final class RowCursor implements AutoCloseable {
    private static final FeatureType NUMBER = FeatureType.of(ValueType.INT64);

    private final List<DataColumn> columns;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Iterator<OneFile> files;
    private @Nullable Reading reading;

    /// Rows of one file.
    ///
    /// @param what is read, for messages
    /// @param session opens one, which is closed with the rows
    /// @param sql its first column is which of the readable rows each is, from 1
    record OneFile(
            String what,
            RowNumbers numbers,
            Supplier<Session> session,
            Function<Session, String> sql) {}

    /// @param files opened when those before are at their end
    RowCursor(List<DataColumn> columns, List<OneFile> files) {
        this.columns = List.copyOf(columns);
        this.files = files.iterator();
        columns.forEach(column -> places.put(column.name(), places.size()));
        advance();
    }

    /// Opens the next file, if there is one.
    private void advance() {
        close();
        reading = files.hasNext() ? Reading.open(files.next(), columns) : null;
    }

    /// The file that is being read.
    private record Reading(
            OneFile file, Session session, ResultCursor rows, List<VectorReader> readers) {
        static Reading open(OneFile file, List<DataColumn> columns) {
            Session session = file.session().get();
            try {
                ResultCursor rows = session.query(file.sql().apply(session));
                List<VectorReader> readers = new ArrayList<>();
                readers.add(rows.column(0, NUMBER));
                for (DataColumn column : columns) {
                    readers.add(rows.column(readers.size(), column.readType()));
                }
                return new Reading(file, session, rows, readers);
            } catch (QueryFailure failure) {
                session.close();
                throw DuckDbErrorMapper.of(file.what(), failure);
            } catch (RuntimeException | Error e) {
                session.close();
                throw e;
            }
        }

        boolean next() {
            try {
                return rows.next();
            } catch (QueryFailure failure) {
                throw DuckDbErrorMapper.of(file.what(), failure);
            }
        }

        RowBlock block(Map<String, Integer> places, List<DataColumn> columns) {
            readers.forEach(reader -> reader.bind(rows));
            int count = rows.count();
            var found = new long[count];
            for (int row = 0; row < count; row++) {
                found[row] = file.numbers().ofReadable(readers.getFirst().integer(row));
            }
            List<ColumnValues> values =
                    readers.stream().skip(1).map(reader -> reader.copy(count)).toList();
            return new RowBlock(places, columns, found, values);
        }

        void close() {
            rows.close();
            session.close();
        }
    }

    /// The next rows, at most some thousand; empty at the end.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` if the file cannot be read
    ///   further
    public Optional<RowBlock> next() {
        for (Reading now = reading; now != null; now = reading) {
            if (now.next()) {
                return Optional.of(now.block(places, columns));
            }
            advance();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        Reading now = reading;
        if (now != null) {
            now.close();
            reading = null;
        }
    }
}
