package dev.berth.precompute.snapshot;

import dev.berth.core.system.SystemDescription;
import java.util.Map;

/// Choice of the place where a system's snapshots are kept.
public final class SnapshotStores {
    private SnapshotStores() {}

    /// The place of a system.
    public static SnapshotStore of(SystemDescription system, Map<String, String> environment) {
        return new DirectorySnapshots(PrecomputedFiles.root(system));
    }
}
