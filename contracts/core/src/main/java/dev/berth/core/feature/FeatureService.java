package dev.berth.core.feature;

import dev.berth.core.system.SourceLocation;
import java.util.List;
import java.util.Optional;

/// A named list of features that are read and joined together.
///
/// @param owner the responsible team, or an address
/// @param features at least one, each by a name of its own
public record FeatureService(
        ServiceReference reference,
        String summary,
        Optional<String> owner,
        List<String> tags,
        List<Entry> features,
        SourceLocation location) {

    public FeatureService {
        tags = List.copyOf(tags);
        features = List.copyOf(features);
    }

    /// One feature of a service.
    ///
    /// @param alias what it is called here; empty for its own name
    public record Entry(FeatureSelection selection, Optional<String> alias) {

        /// Its unique name: its alias, which has no colon, or `view@version:feature`.
        public String name() {
            return alias.orElseGet(() -> selection.feature().toString());
        }
    }
}
