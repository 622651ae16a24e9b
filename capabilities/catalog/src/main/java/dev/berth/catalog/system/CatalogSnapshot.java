package dev.berth.catalog.system;

import dev.berth.core.system.SystemDescription;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// A system as it was on disk at one time.
///
/// @param system what `berth.yaml` says, as far as it could be read
/// @param parts what the folders of the system describe
/// @param errors those of the system as a whole; entries that cannot serve have their own
public record CatalogSnapshot(
        SystemDescription system, PartDescriptions parts, List<ValidationError> errors) {

    public CatalogSnapshot {
        errors = List.copyOf(errors);
    }

    /// The same with further errors.
    public CatalogSnapshot with(List<ValidationError> further) {
        List<ValidationError> all = new ArrayList<>(errors);
        all.addAll(further);
        return new CatalogSnapshot(system, parts, all);
    }

    /// The description of a part of the system.
    ///
    /// @param type of the description, as [SystemPart#type] says
    /// @throws IllegalStateException if no [SystemPart] of this process is of this type
    public <T> T part(Class<T> type) {
        return parts.require(type);
    }
}
