package dev.berth.tables.iceberg;

import dev.berth.tables.iceberg.ColumnReading.Constant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Parquet file with rows of a table.
///
/// @param path where an engine finds it
/// @param recorded what the table calls it, and files of deletes too
/// @param constants values that all of its rows have, by field id
/// @param sequence the number of the commit that added it
/// @param partition which partition of which partitioning it is in
/// @param positionDeletes Parquet files that list some of its deleted rows by position
/// @param equalityDeletes files that list values by which its rows are deleted
/// @param vector lists all deleted rows by position
public record TableFile(
        String path,
        String recorded,
        Map<Integer, Constant> constants,
        long sequence,
        String partition,
        List<String> positionDeletes,
        List<EqualityDelete> equalityDeletes,
        Optional<DeletionVector> vector) {
    public TableFile {
        constants = Map.copyOf(constants);
        positionDeletes = List.copyOf(positionDeletes);
        equalityDeletes = List.copyOf(equalityDeletes);
    }

    /// Whether rows of it are deleted by their positions.
    public boolean hasDeletedPositions() {
        return vector.isPresent() || !positionDeletes.isEmpty();
    }
}
