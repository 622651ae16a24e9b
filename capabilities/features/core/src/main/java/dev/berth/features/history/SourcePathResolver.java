package dev.berth.features.history;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Resolver of relative paths and `${NAME}` in the origins of sources.
///
/// @param root the system's directory
/// @param environment of the process
public record SourcePathResolver(Path root, Map<String, String> environment) {
    public SourcePathResolver {
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /// Resolves a path of an origin to an absolute one or one with a scheme.
    public String resolve(String path) {
        return path.startsWith("/") || path.contains("://")
                ? path
                : root.toAbsolutePath().normalize() + "/" + path;
    }
}
