package dev.berth.scoring.row;

import org.jspecify.annotations.Nullable;

/// Row of a table. Immutable.
public interface DataRow {
    /// Its number in the file, from 1; the header line is none.
    long number();

    /// The value of a column in the Java form of its [dev.berth.core.feature.FeatureType]; null if
    /// it is missing in this row. In a file of texts, whose types are guessed, a column of whole
    /// numbers may have other numbers, which are Double.
    ///
    /// @throws InvalidRowException if the value is not of the column's type, as a text among
    ///   numbers
    /// @throws IllegalArgumentException if no such column is read
    @Nullable Object value(String column) throws InvalidRowException;

    /// The value of a column as text: as it stands in a file of texts, `true` or `false`, numbers
    /// in their shortest form, whole ones without a point. Null if it is missing in this row.
    ///
    /// @throws IllegalArgumentException if no such column is read
    @Nullable String text(String column);
}
