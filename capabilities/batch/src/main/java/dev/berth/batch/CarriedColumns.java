package dev.berth.batch;

import dev.berth.batch.output.OutputColumn;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Columns of the source that the output has as well.
///
/// From CSV to CSV they are the texts as they stand; otherwise values of the column's type, and a
/// row with another is set aside.
final class CarriedColumns {
    private final List<OutputColumn> columns;
    private final boolean isText;

    private CarriedColumns(List<OutputColumn> columns, boolean isText) {
        this.columns = List.copyOf(columns);
        this.isText = isText;
    }

    /// @param wanted empty for all
    static CarriedColumns of(DataFile data, Optional<List<String>> wanted, OutputFormat format) {
        boolean isText = format.name().equals("csv") && data.file().toString().endsWith(".csv");
        List<OutputColumn> columns = new ArrayList<>();
        for (String name : wanted.orElse(List.copyOf(data.columns().keySet()))) {
            data.require(name, "a column that is carried through");
            FeatureType type = data.columns().get(name);
            columns.add(
                    OutputColumn.carried(
                            name,
                            isText || type == null ? FeatureType.of(ValueType.STRING) : type));
        }
        return new CarriedColumns(columns, isText);
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
            OutputColumn column = columns.get(i);
            Object value = isText ? row.text(column.name()) : row.value(column.name());
            if (value instanceof Double
                    && !column.type().isList()
                    && column.type().element() == ValueType.INT64) {
                throw new InvalidRowException(
                        column.name(), value + " (expected: a whole number, as in other rows)");
            }
            values[i] = value;
        }
    }
}
