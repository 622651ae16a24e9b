package dev.berth.verification.replicas;

import dev.berth.verification.load.TripleSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Versions of the system that replicas serve. They differ in their summary.
///
/// @param folder with a directory for each
record SystemVersions(Path folder) {
    /// Writes a version, unless it is there.
    ///
    /// @return its directory
    Path write(int version) throws IOException {
        Path system = folder.resolve("system-" + version);
        if (!Files.exists(system)) {
            TripleSystem.write(system);
            Files.writeString(
                    system.resolve("berth.yaml"),
                    "name: triple\nsummary: Version " + version + " of the system\n");
        }
        return system;
    }
}
