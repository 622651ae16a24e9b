package dev.berth.precompute.snapshot;

import dev.berth.core.system.SystemDescription;
import java.nio.file.Path;
import java.util.Map;

/// Places of a system's precomputed answers.
public final class PrecomputedFiles {
    /// Variable with the file of the key table.
    public static final String KEYS_VARIABLE = "BERTH_PRECOMPUTE_KEY_TABLE";

    private PrecomputedFiles() {}

    /// Where snapshots are kept, and what a run has not finished.
    public static Path root(SystemDescription system) {
        return system.directory().resolve(".berth").resolve("precomputed");
    }

    /// The key table: apart from the snapshots, so that a copy of them has no keys.
    public static Path keys(SystemDescription system, Map<String, String> environment) {
        String named = environment.getOrDefault(KEYS_VARIABLE, "");
        return named.isEmpty()
                ? system.directory()
                        .resolve(".berth")
                        .resolve("precomputed-keys")
                        .resolve("keys.db")
                : Path.of(named);
    }
}
