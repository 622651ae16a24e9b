package dev.berth.core.system;

import java.util.List;

/// Packages that serve in place of a model's directory until its next load or unload.
///
/// @param files what is served in place of the directory's files; empty to serve those, with other
///   settings
public record ModelOverride(OverrideSettings settings, List<OverrideFile> files) {
    public ModelOverride {
        files = List.copyOf(files);
    }
}
