package dev.berth.batch;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.prediction.RowResult;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Batch with its predictions.
sealed interface ScoredBatch extends AutoCloseable {
    /// Bytes of objects for a byte of a column.
    int OBJECTS_FACTOR = 8;

    int size();

    /// The number of its last row.
    long lastNumber();

    /// Bytes of memory that it holds, about.
    long byteCount();

    @Override
    void close();

    /// Rows one by one, of which some may have failed.
    record OfRows(RowBatch batch, List<RowResult> results) implements ScoredBatch {
        @Override
        public int size() {
            return results.size();
        }

        /// Results hold objects for each value.
        @Override
        public long byteCount() {
            return OBJECTS_FACTOR * batch.byteCount();
        }

        @Override
        public long lastNumber() {
            return batch.lastNumber();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /// Columns of rows that were predicted together.
    ///
    /// @param carried values of the columns that are carried through, by column and row; null for
    ///   one that is written as it was read
    /// @param others results of rows that have none in the columns, by their places
    record OfColumns(
            RowBatch batch,
            List<@Nullable Object @Nullable []> carried,
            NamedTensors outputs,
            SortedMap<Integer, RowResult> others)
            implements ScoredBatch {
        public OfColumns {
            others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
        }

        @Override
        public int size() {
            return batch.size();
        }

        @Override
        public long byteCount() {
            return batch.byteCount() + outputs.byteCount();
        }

        @Override
        public long lastNumber() {
            return batch.lastNumber();
        }

        @Override
        public void close() {
            outputs.close();
        }
    }
}
