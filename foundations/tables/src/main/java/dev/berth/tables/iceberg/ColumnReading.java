package dev.berth.tables.iceberg;

import org.jspecify.annotations.Nullable;

/// Source of the values of a table's column, for the rows of one file.
public sealed interface ColumnReading {
    /// As [dev.berth.tables.ColumnCheck] calls it.
    String type();

    /// The file has them.
    ///
    /// @param name what the column is called there
    /// @param stored the type that it has there
    /// @param type that of the values: the one that is stored, except for times, which are local or
    ///   instants as the table says
    record Stored(String name, String stored, String type) implements ColumnReading {}

    /// The file lacks them, and all of its rows have the same.
    ///
    /// @param value null if it is missing; a Boolean, a Number, a String, a ByteBuffer; times as
    ///   microseconds since 1970, dates as days
    record Constant(String type, @Nullable Object value) implements ColumnReading {}
}
