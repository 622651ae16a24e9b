package dev.berth.catalog.artifact;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The files of a package's artifacts on this machine, by the artifacts' names. The files must not
/// be changed.
public record ResolvedArtifacts(Map<String, Path> files) {

    public ResolvedArtifacts {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /// The file that the runtime executes.
    public Path model() {
        return require(Artifact.MODEL);
    }

    /// The file of the artifact of this name.
    ///
    /// @throws ProblemException `package-invalid` if the package has no artifact of this name
    public Path require(String name) {
        Path file = files.get(name);
        if (file == null) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "no artifact '" + name + "' (expected: one of " + files.keySet() + ")",
                    "add it to `artifacts` in model.yaml");
        }
        return file;
    }
}
