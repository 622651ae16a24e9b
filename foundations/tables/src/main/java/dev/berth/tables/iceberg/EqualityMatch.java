package dev.berth.tables.iceberg;

import dev.berth.tables.iceberg.ColumnReading.Stored;
import java.util.List;

/// Rows of a group of files that are deleted by their values: those that have the same in all of
/// these columns as a row of a delete; a missing value is the same as another. Only deletes of a
/// later commit count, of the same partition or of all.
///
/// @param rows the columns as the files of the group have them
/// @param deleted the same columns as the files of the deletes have them
public record EqualityMatch(
        List<ColumnReading> rows, List<Stored> deleted, List<EqualityDelete> deletes) {
    public EqualityMatch {
        rows = List.copyOf(rows);
        deleted = List.copyOf(deleted);
        deletes = List.copyOf(deletes);
    }
}
