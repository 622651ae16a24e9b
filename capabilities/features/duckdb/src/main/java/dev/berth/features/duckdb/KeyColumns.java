package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys in the first columns of a result that is ordered by them: tells where an entity begins.
final class KeyColumns {
    private final List<VectorReader> columns = new ArrayList<>();
    private @Nullable List<@Nullable Object> last;
    private int lastRow = -1;

    KeyColumns(ResultCursor rows, List<ValueType> types) {
        for (int i = 0; i < types.size(); i++) {
            columns.add(rows.column(i, FeatureType.of(types.get(i))));
        }
    }

    /// Before the first row of a chunk.
    void bind(ResultCursor rows) {
        columns.forEach(column -> column.bind(rows));
        lastRow = -1;
    }

    /// Whether the row, which is behind the last, is of another entity than it. Rows are compared
    /// where they lie, but for the first of a chunk.
    boolean begins(int row) {
        boolean isSame;
        if (lastRow < 0) {
            isSame = last != null && key(row).equals(last);
        } else {
            isSame = true;
            for (VectorReader column : columns) {
                isSame &= column.isSame(lastRow, row);
            }
        }
        lastRow = row;
        if (!isSame) {
            last = key(row);
        }
        return !isSame;
    }

    /// That of the last row, which has all of its keys.
    @SuppressWarnings("NullAway") // Only rows of events are asked, whose keys are there.
    List<Object> key() {
        if (last == null) {
            throw new IllegalStateException("no row");
        }
        return last;
    }

    private List<@Nullable Object> key(int row) {
        List<@Nullable Object> key = new ArrayList<>();
        columns.forEach(column -> key.add(column.value(row)));
        return Collections.unmodifiableList(key);
    }
}
