package dev.berth.tables.iceberg;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files of a table that one query can read, since the declared columns have the same sources in
/// all.
///
/// @param columns where the declared columns come from, by name, in the order of the declaration
/// @param hasDeletedPositions whether files have rows that are deleted by their positions
/// @param matches which rows are deleted by their values
public record FileGroup(
        Map<String, ColumnReading> columns,
        List<TableFile> files,
        boolean hasDeletedPositions,
        List<EqualityMatch> matches) {
    public FileGroup {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        files = List.copyOf(files);
        matches = List.copyOf(matches);
    }
}
