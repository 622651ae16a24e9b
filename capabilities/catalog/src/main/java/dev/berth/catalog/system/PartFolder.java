package dev.berth.catalog.system;

import dev.berth.catalog.document.Schema;
import java.nio.file.Path;
import java.util.Map;

/// Folder of one part in one system, while it is read.
///
/// @param path of the folder, which may be absent
/// @param schema the part's
/// @param isAlone whether the system has no other folder that makes a system by itself
/// @param needed descriptions of the parts that were read before, by type
public record PartFolder(Path path, Schema schema, boolean isAlone, Map<Class<?>, Object> needed) {
    public PartFolder {
        needed = Map.copyOf(needed);
    }

    /// The YAML files of the folder, validated.
    public PartFiles files() {
        return PartFiles.open(path, schema);
    }

    /// The description of a part that is among the [SystemPart#needs].
    public <T> T part(Class<T> type) {
        return PartDescriptions.require(type, needed);
    }
}
