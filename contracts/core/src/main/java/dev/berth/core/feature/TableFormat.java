package dev.berth.core.feature;

import java.util.List;

/// A form in which tables are stored, such as CSV.
///
/// The interfaces of `dev.berth.tables` that extend this one say what its tables can be: a
/// `SourceFormat` holds events, a `SpineFormat` rows that are read in their order, an
/// `OutputFormat` is written. A format implements those that apply, has a public constructor
/// without parameters and is found by `ServiceLoader`. It keeps no state, and a table of any size
/// takes no more memory than `DatabaseSettings` allow: rows pass in chunks, or through a temporary
/// table, which spills to disk.
public interface TableFormat {
    /// A lower-case word, which is the key in a source's YAML. No other format's, and no other key
    /// of a source.
    String name();

    /// How the names of its files end, such as `.csv`, the recommended ending first; none if its
    /// tables are not single files.
    List<String> endings();

    /// Whether its tables can be the source of events.
    default boolean isSource() {
        return false;
    }
}
