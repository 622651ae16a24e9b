package dev.berth.core.system;

import java.util.List;

/// What is to be served of a model, in place of what its directory says, until its next load or
/// unload.
///
/// @param files what is served in place of the directory's files; empty to serve those, with other
///   settings
public record ModelOverride(OverrideSettings settings, List<OverrideFile> files) {
    public ModelOverride {
        files = List.copyOf(files);
    }
}
