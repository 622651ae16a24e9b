package dev.berth.tables.duckdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The statements of one piece of work, one after the other, which can be given up between any two
/// and within each.
public final class CancellableStatements {
    private final Session session;
    private volatile boolean isCancelled;

    public CancellableStatements(Session session) {
        this.session = session;
    }

    public Session session() {
        return session;
    }

    /// Ends what is in flight. From any thread.
    public void cancel() {
        isCancelled = true;
        session.interrupt();
    }

    public void checkCancelled(String what) {
        if (isCancelled || Thread.currentThread().isInterrupted()) {
            throw new ProblemException(
                    ProblemCode.CANCELLED, what + " was interrupted", "begin again");
        }
    }

    /// Carries a statement out.
    ///
    /// @param what is done, for problems
    public long execute(String what, String sql) {
        checkCancelled(what);
        try {
            return session.execute(sql);
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(what, failure);
        }
    }

    /// Writes the rows of a SELECT into a file with DuckDB's COPY.
    ///
    /// @param what is done, for problems
    /// @param format with its options, such as `csv, HEADER true`
    public void copy(String what, String select, Path file, String format) {
        execute(
                what,
                "COPY ("
                        + select
                        + ") TO "
                        + Sql.text(file.toString())
                        + " (FORMAT "
                        + format
                        + ")");
    }

    /// Some int64 of one row; 0 for null.
    public List<Long> numbers(String what, String sql, int count) {
        List<Long> numbers = new ArrayList<>();
        visitNumbers(what, sql, count, numbers::addAll);
        return numbers;
    }

    /// Rows of some int64; 0 for null.
    public void visitNumbers(String what, String sql, int count, Consumer<List<Long>> visitor) {
        checkCancelled(what);
        try (ResultCursor rows = session.query(sql)) {
            List<VectorReader> columns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                columns.add(rows.column(i, FeatureType.of(ValueType.INT64)));
            }
            while (rows.next()) {
                columns.forEach(column -> column.bind(rows));
                for (int row = 0; row < rows.count(); row++) {
                    List<Long> numbers = new ArrayList<>(count);
                    for (VectorReader column : columns) {
                        numbers.add(column.isNull(row) ? 0 : column.integer(row));
                    }
                    visitor.accept(numbers);
                }
            }
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(what, failure);
        }
    }
}
