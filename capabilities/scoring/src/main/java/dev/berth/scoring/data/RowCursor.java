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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows of a data file, block by block. For one thread.
public final class RowCursor implements AutoCloseable {
    private static final FeatureType NUMBER = FeatureType.of(ValueType.INT64);

    private final String what;
    private final List<DataColumn> columns;
    private final RowNumbers numbers;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<VectorReader> readers = new ArrayList<>();
    private final Session session;
    private final ResultCursor rows;

    /// @param what is read, for messages
    /// @param session closed with this one
    /// @param sql its first column is which of the readable rows each is, from 1
    RowCursor(
            String what,
            List<DataColumn> columns,
            RowNumbers numbers,
            Session session,
            String sql) {
        this.what = what;
        this.columns = List.copyOf(columns);
        this.numbers = numbers;
        this.session = session;
        this.rows = open(what, session, sql);
        readers.add(rows.column(0, NUMBER));
        for (DataColumn column : columns) {
            places.put(column.name(), places.size());
            readers.add(rows.column(places.size(), column.readType()));
        }
    }

    private static ResultCursor open(String what, Session session, String sql) {
        try {
            return session.query(sql);
        } catch (QueryFailure failure) {
            session.close();
            throw DuckDbErrorMapper.of(what, failure);
        }
    }

    /// The next rows, at most some thousand; empty at the end.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` if the file cannot be read
    ///   further
    public Optional<RowBlock> next() {
        try {
            if (!rows.next()) {
                return Optional.empty();
            }
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(what, failure);
        }
        readers.forEach(reader -> reader.bind(rows));
        int count = rows.count();
        var found = new long[count];
        for (int row = 0; row < count; row++) {
            found[row] = numbers.ofReadable(readers.getFirst().integer(row));
        }
        List<ColumnValues> values =
                readers.stream().skip(1).map(reader -> reader.copy(count)).toList();
        return Optional.of(new RowBlock(places, columns, found, values));
    }

    @Override
    public void close() {
        rows.close();
        session.close();
    }
}
