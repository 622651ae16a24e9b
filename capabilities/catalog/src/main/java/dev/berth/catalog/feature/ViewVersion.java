package dev.berth.catalog.feature;

import dev.berth.catalog.publication.Difference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.Sha256;
import java.util.List;

/// Version of a view with the relation of its description to its publication.
///
/// @param digest of what was published, or of what would be
/// @param differences of its description from what was published; only if they conflict
public record ViewVersion(
        ViewReference view, State state, Sha256 digest, List<Difference> differences) {

    public ViewVersion {
        differences = List.copyOf(differences);
    }

    public static ViewVersion of(ViewReference view, State state, Sha256 digest) {
        return new ViewVersion(view, state, digest, List.of());
    }

    /// Relation of description and publication.
    public enum State {
        /// Described and not published.
        UNPUBLISHED,
        /// Described as published.
        PUBLISHED,
        /// Values as published; descriptive texts or the place of the source differ.
        METADATA_CHANGED,
        /// Description gives other values than the publication, which stays in force.
        CONFLICTING,
        /// No longer described; served as published.
        ORPHANED,
        /// Not served any more; its number is never used again.
        RETIRED
    }
}
