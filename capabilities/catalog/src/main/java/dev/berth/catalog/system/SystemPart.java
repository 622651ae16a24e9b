package dev.berth.catalog.system;

import dev.berth.catalog.document.Schema;
import dev.berth.core.system.ValidationError;
import java.util.List;

/// A part of a system that a capability brings: the YAML files of one folder, which together give
/// one description. Found by `ServiceLoader`; each catalog makes one of its own, so the
/// implementation needs a public constructor without parameters. Its files are read when a system
/// is opened, when one of them changes, and by `berth check`. Thread-safe.
///
/// @param <T> the description, immutable
public interface SystemPart<T> {
    /// The folder of its files, below the system's directory. No other part's.
    String folder();

    /// What [CatalogSnapshot#part] finds the description by. No other part's.
    Class<T> type();

    /// What each file is validated against before it is read.
    Schema schema();

    /// Reads the files. What has a mistake is reported at its place and left out; nothing is thrown
    /// for content.
    ///
    /// @param files those that are there, perhaps none
    PartReading<T> read(PartFiles files);

    /// Holds the description against the rest of the system.
    ///
    /// @param system with the descriptions of all parts
    /// @return what is wrong, as `berth check` and the log show it
    default List<ValidationError> check(T description, CatalogSnapshot system) {
        return List.of();
    }
}
