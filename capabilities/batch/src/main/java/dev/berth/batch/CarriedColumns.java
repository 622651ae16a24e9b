package dev.berth.batch;

import static java.util.Objects.requireNonNull;

import dev.berth.batch.output.OutputColumn;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.duckdb.ColumnValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Columns of the source that the output has as well.
///
/// From CSV to CSV they are the texts as they stand. Otherwise they have the column's type, but for
/// codes such as 007, which stay texts; a row with a value of another type is set aside.
final class CarriedColumns {
    private static final FeatureType TEXT = FeatureType.of(ValueType.STRING);

    private final List<OutputColumn> columns;

    private CarriedColumns(List<OutputColumn> columns) {
        this.columns = List.copyOf(columns);
    }

    /// Finds the columns. Reads the rows of a file of texts.
    ///
    /// @param wanted empty for all
    static CarriedColumns of(DataFile data, Optional<List<String>> wanted, OutputFormat format) {
        List<String> names = wanted.orElse(List.copyOf(data.columns().keySet()));
        names.forEach(name -> data.require(name, "a column that is carried through"));
        boolean isText = format.name().equals("csv") && data.file().toString().endsWith(".csv");
        Set<String> texts = isText ? data.columns().keySet() : data.codes();
        List<OutputColumn> columns = new ArrayList<>();
        for (String name : names) {
            FeatureType type = texts.contains(name) ? TEXT : data.columns().get(name);
            columns.add(OutputColumn.carried(name, requireNonNull(type)));
        }
        return new CarriedColumns(columns);
    }

    List<OutputColumn> columns() {
        return columns;
    }

    List<String> names() {
        return columns.stream().map(OutputColumn::name).toList();
    }

    /// The values of a row.
    ///
    /// @param values whose first places take them
    /// @throws InvalidRowException if one is not of its column's type
    void read(DataRow row, @Nullable Object[] values) throws InvalidRowException {
        for (int i = 0; i < columns.size(); i++) {
            values[i] = value(row, columns.get(i));
        }
    }

    private static @Nullable Object value(DataRow row, OutputColumn column)
            throws InvalidRowException {
        String name = column.name();
        Object value = column.type().equals(TEXT) ? row.text(name) : row.value(name);
        if (value instanceof Double && column.type().equals(FeatureType.of(ValueType.INT64))) {
            throw new InvalidRowException(
                    name, value + " (expected: a whole number, as in other rows)");
        }
        return value;
    }

    /// The values of a batch, by column and row, of the columns that are not written as they were
    /// read: null for one that is.
    ///
    /// @throws InvalidRowException if one is not of its column's type
    List<@Nullable Object @Nullable []> convert(RowBatch batch) throws InvalidRowException {
        List<@Nullable Object @Nullable []> converted = new ArrayList<>();
        for (OutputColumn column : columns) {
            converted.add(isAsRead(column, batch) ? null : convert(column, batch));
        }
        return converted;
    }

    /// Whether the values were read in the column's type.
    private static boolean isAsRead(OutputColumn column, RowBatch batch) {
        ColumnValues values = batch.ranges().getFirst().block().values(column.name());
        return values.type() == column.type().element()
                && values.isList() == column.type().isList();
    }

    private static @Nullable Object[] convert(OutputColumn column, RowBatch batch)
            throws InvalidRowException {
        var values = new @Nullable Object[batch.size()];
        int place = 0;
        for (DataRow row : batch.rows()) {
            values[place++] = value(row, column);
        }
        return values;
    }
}
