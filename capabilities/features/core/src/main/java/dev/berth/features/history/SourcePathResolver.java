package dev.berth.features.history;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What relative paths and `${NAME}` in the origins of sources mean.
///
/// @param root the system's directory
/// @param environment of the process
public record SourcePathResolver(Path root, Map<String, String> environment) {
    public SourcePathResolver {
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /// A path of an origin, absolute or with a scheme.
    public String resolve(String path) {
        return path.startsWith("/") || path.contains("://")
                ? path
                : root.toAbsolutePath().normalize() + "/" + path;
    }
}
