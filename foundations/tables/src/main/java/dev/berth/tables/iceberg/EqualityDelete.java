package dev.berth.tables.iceberg;

import java.util.List;
import java.util.Optional;

/// A Parquet file with values: rows that have the same in these columns, of files of earlier
/// commits, are deleted.
///
/// @param path where an engine finds it
/// @param fieldIds of the columns, in ascending order
/// @param sequence the number of the commit that added it
/// @param partition the only one in which it deletes; empty if it deletes in all
public record EqualityDelete(
        String path, List<Integer> fieldIds, long sequence, Optional<String> partition) {
    public EqualityDelete {
        fieldIds = List.copyOf(fieldIds);
    }
}
