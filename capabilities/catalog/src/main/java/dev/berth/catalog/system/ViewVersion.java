package dev.berth.catalog.system;

import dev.berth.catalog.publication.Difference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.Sha256;
import java.util.List;

/// One version of a view, and how its description stands to what was published.
///
/// @param digest of what was published, or of what would be
/// @param differences of its description from what was published; none but of a changed one
public record ViewVersion(
        ViewReference view, State state, Sha256 digest, List<Difference> differences) {

    public ViewVersion {
        differences = List.copyOf(differences);
    }

    public static ViewVersion of(ViewReference view, State state, Sha256 digest) {
        return new ViewVersion(view, state, digest, List.of());
    }

    /// How description and publication stand to each other.
    public enum State {
        /// It is described, and not published.
        UNPUBLISHED,
        /// It is described as it was published.
        PUBLISHED,
        /// Its values are as published; what people are told, or where its source lies, is not.
        RETOLD,
        /// Its description gives other values than those published, which go on.
        CHANGED,
        /// It is not described any more, and served as it was published.
        KEPT,
        /// It is served no more, and its number is taken for good.
        RETIRED
    }
}
