package dev.berth.serving.loading;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.runtime.LoadedArtifact;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Artifacts loaded for inspection, which the load of their packages reuses, so that a file is
/// loaded once. Thread-safe.
final class PreloadedArtifacts {
    private final Map<Path, Ahead> artifacts = new ConcurrentHashMap<>();

    private record Ahead(RuntimeSettings settings, LoadedArtifact artifact) {}

    /// @param settings with which the file was loaded
    void put(Path file, RuntimeSettings settings, LoadedArtifact artifact) {
        artifacts.put(key(file), new Ahead(settings, artifact));
    }

    /// The artifact of this file, which is the caller's then; empty if there is none, or if it was
    /// loaded with other settings.
    Optional<LoadedArtifact> take(Path file, RuntimeSettings settings) {
        Ahead ahead = artifacts.remove(key(file));
        if (ahead == null) {
            return Optional.empty();
        }
        if (ahead.settings.equals(settings)) {
            return Optional.of(ahead.artifact);
        }
        ahead.artifact.close();
        return Optional.empty();
    }

    /// Closes what no caller has taken of the files in this folder.
    void closeRest(Path folder) {
        Path parent = key(folder);
        for (Iterator<Map.Entry<Path, Ahead>> each = artifacts.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Path, Ahead> entry = each.next();
            if (entry.getKey().startsWith(parent)) {
                each.remove();
                entry.getValue().artifact.close();
            }
        }
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
