package dev.berth.features.spark;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.ValueOrder;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/// Filter of duplicate events by entity and id: keeps the one known first, then the one that
/// happened first, then the one with greater values.
///
/// Rows have keys, `t`, `c`, `i` and columns, sorted by keys, id, `c` and `t`, so that only the
/// best so far is in memory. Values are compared here, since Spark treats -0.0 and 0.0 as equal.
final class DuplicateEventFilter implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final int keyCount;
    private final Shape shape;

    /// The types of the columns.
    private record Shape(List<ValueType> elements, List<Boolean> lists)
            implements java.io.Serializable {}

    DuplicateEventFilter(int keyCount, List<FeatureType> types) {
        this.keyCount = keyCount;
        this.shape =
                new Shape(
                        types.stream().map(FeatureType::element).toList(),
                        types.stream().map(FeatureType::isList).toList());
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Firsts(rows);
    }

    private final class Firsts implements Iterator<Row> {
        private final Iterator<Row> rows;
        private @Nullable Row next;

        Firsts(Iterator<Row> rows) {
            this.rows = rows;
            this.next = rows.hasNext() ? rows.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            Row best = next;
            if (best == null) {
                throw new NoSuchElementException();
            }
            next = null;
            while (rows.hasNext() && next == null) {
                Row row = rows.next();
                if (!isSame(best, row)) {
                    next = row;
                } else if (isBetter(row, best)) {
                    best = row;
                }
            }
            return best;
        }
    }

    /// Whether two rows have the same entity and id.
    private boolean isSame(Row a, Row b) {
        boolean isSame = Objects.deepEquals(a.get(keyCount + 2), b.get(keyCount + 2));
        for (int i = 0; i < keyCount && isSame; i++) {
            isSame = Objects.deepEquals(a.get(i), b.get(i));
        }
        return isSame;
    }

    /// Whether a later row with the same id is preferred to an earlier one.
    private boolean isBetter(Row later, Row earlier) {
        if (later.getLong(keyCount) != earlier.getLong(keyCount)
                || later.getLong(keyCount + 1) != earlier.getLong(keyCount + 1)) {
            return false;
        }
        int order = 0;
        for (int i = 0; i < shape.elements.size() && order == 0; i++) {
            order = ValueOrder.compare(shape.elements.get(i), value(later, i), value(earlier, i));
        }
        return order > 0;
    }

    private @Nullable Object value(Row row, int column) {
        int place = keyCount + 3 + column;
        return switch (row.get(place)) {
            case Double number when number.isNaN() -> null;
            case Float number when number.isNaN() -> null;
            case null -> null;
            case Object value -> shape.lists.get(column) ? row.getList(place) : value;
        };
    }
}
