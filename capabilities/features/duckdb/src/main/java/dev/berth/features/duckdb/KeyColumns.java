package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reader of the leading key columns of an ordered result, which detects where an entity begins.
final class KeyColumns {
    private final List<VectorReader> columns = new ArrayList<>();
    private @Nullable List<@Nullable Object> last;
    private int lastRow = -1;

    KeyColumns(ResultCursor rows, List<ValueType> types) {
        for (int i = 0; i < types.size(); i++) {
            columns.add(rows.column(i, FeatureType.of(types.get(i))));
        }
    }

    /// Binds a new chunk.
    void bind(ResultCursor rows) {
        columns.forEach(column -> column.bind(rows));
        lastRow = -1;
    }

    /// Whether a row starts another entity than the row before. Rows are compared in place except
    /// for the first of a chunk.
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

    /// The keys of the last row, all of which are present.
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
