package dev.berth.tables.iceberg;

import java.util.OptionalInt;

/// A column that a Parquet file has.
///
/// @param fieldId its number in all schemas of its table, whatever it is called
/// @param type as [dev.berth.tables.ColumnCheck] calls it
public record StoredColumn(String name, OptionalInt fieldId, String type) {}
