package dev.berth.catalog.system;

import dev.berth.catalog.document.Schema;
import dev.berth.core.system.ValidationError;
import java.util.List;
import java.util.Set;

/// Part of a system that a capability brings: the YAML files of one folder, which together give one
/// description. Found by `ServiceLoader`; each catalog makes one of its own, so the implementation
/// needs a public constructor without parameters. Its files are read when a system is opened, when
/// one of them changes, and by `berth check`. Thread-safe.
///
/// @param <T> the description, immutable
public interface SystemPart<T> {
    /// The folder of its files, below the system's directory. No other part's.
    String folder();

    /// Key by which [CatalogSnapshot#part] finds the description. No other part's.
    Class<T> type();

    /// Schema against which each file is validated before it is read.
    Schema schema();

    /// The parts that [#read] needs the descriptions of: they are read before.
    default Set<Class<?>> needs() {
        return Set.of();
    }

    /// Whether its folder makes a system by itself. Usually so of a part that needs no other.
    default boolean isSystemAlone() {
        return needs().isEmpty();
    }

    /// Reads the files. What has an error is reported at its place and left out; nothing is thrown
    /// for content.
    PartReading<T> read(PartFolder folder);

    /// Reads again after a change of one entry, perhaps another part's. Reads all files, unless
    /// fewer are known to matter.
    default PartReading<T> readAgain(PartFolder folder, T before, ChangedEntry changed) {
        return read(folder);
    }

    /// Names that `berth.yaml` may refer to.
    default DefinedNames names(T description) {
        return DefinedNames.NONE;
    }

    /// Checks the description against the rest of the system.
    ///
    /// @param system with the descriptions of all parts
    /// @return errors of the system as a whole, as `berth check` and the log show them
    default List<ValidationError> check(T description, CatalogSnapshot system) {
        return List.of();
    }

    /// Errors that keep single entries from serving, and warnings: `berth check` shows them.
    default CheckReport report(T description) {
        return CheckReport.EMPTY;
    }
}
