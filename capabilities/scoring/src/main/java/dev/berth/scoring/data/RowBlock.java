package dev.berth.scoring.data;

import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.duckdb.ColumnValues;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows that follow each other in a data file, copied out of the engine. Thread-safe for reading.
public final class RowBlock {
    private final Map<String, Integer> places;
    private final List<DataColumn> columns;
    private final long[] numbers;
    private final List<ColumnValues> values;

    /// @param places of the columns by their names
    /// @param values by column
    RowBlock(
            Map<String, Integer> places,
            List<DataColumn> columns,
            long[] numbers,
            List<ColumnValues> values) {
        this.places = places;
        this.columns = columns;
        this.numbers = numbers;
        this.values = List.copyOf(values);
    }

    /// The rows, in their order.
    public List<DataRow> rows() {
        return new AbstractList<>() {
            @Override
            public DataRow get(int index) {
                return new Row(index);
            }

            @Override
            public int size() {
                return numbers.length;
            }
        };
    }

    /// The values of a column as they were read.
    ///
    /// @throws IllegalArgumentException if no such column is read
    public ColumnValues values(String column) {
        return values.get(place(column));
    }

    public int count() {
        return numbers.length;
    }

    /// Bytes of memory that the values take, about.
    long byteCount() {
        return values.stream().mapToLong(ColumnValues::byteCount).sum();
    }

    long number(int index) {
        return numbers[index];
    }

    private final class Row implements DataRow {
        private final int index;

        Row(int index) {
            this.index = index;
        }

        @Override
        public long number() {
            return numbers[index];
        }

        @Override
        public @Nullable Object value(String column) throws InvalidRowException {
            int place = place(column);
            Object value = values.get(place).value(index);
            return value != null && columns.get(place).isText()
                    ? TextValue.parseGuessed(column, columns.get(place).type(), (String) value)
                    : value;
        }

        @Override
        public @Nullable String text(String column) {
            return TextValue.of(values.get(place(column)).value(index));
        }
    }

    private int place(String column) {
        Integer place = places.get(column);
        if (place == null) {
            throw new IllegalArgumentException(
                    "column '" + column + "' (expected: one of " + places.keySet() + ")");
        }
        return place;
    }
}
