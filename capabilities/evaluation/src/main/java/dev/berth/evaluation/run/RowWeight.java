package dev.berth.evaluation.run;

import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import java.util.Optional;

/// Weight of a row.
final class RowWeight {
    private RowWeight() {}

    /// The weight that a column has; 1 without a column.
    ///
    /// @throws InvalidRowException if it is not a number greater than 0
    static double of(Optional<String> column, DataRow row) throws InvalidRowException {
        if (column.isEmpty()) {
            return 1;
        }
        Object value = row.value(column.get());
        if (value instanceof Number number
                && number.doubleValue() > 0
                && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new InvalidRowException(
                column.get(), "the weight " + value + " (expected: a number greater than 0)");
    }
}
