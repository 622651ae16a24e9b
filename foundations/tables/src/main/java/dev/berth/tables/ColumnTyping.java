package dev.berth.tables;

import dev.berth.core.feature.FeatureType;

/// Way in which the types of a file's columns are determined.
public enum ColumnTyping {
    /// The file declares them.
    STORED,
    /// Values show whether they are texts, numbers or truth values, as in JSON.
    INFERRED,
    /// All values are texts, which are parsed as the declared types.
    NONE;

    /// Whether a column can be read as a type.
    ///
    /// @param found the type of the column, in SQL
    public boolean fits(FeatureType wanted, String found) {
        return switch (this) {
            case STORED -> ColumnCheck.fits(wanted, found, false);
            case INFERRED -> ColumnCheck.fitsJson(wanted, found);
            case NONE -> true;
        };
    }
}
