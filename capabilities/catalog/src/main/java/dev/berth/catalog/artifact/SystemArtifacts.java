package dev.berth.catalog.artifact;

import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelPackage;
import java.nio.file.Path;

/// The artifacts of one system's packages, fetched to this machine and verified. Thread-safe; every
/// method does I/O.
public final class SystemArtifacts {
    private final ArtifactStore store;
    private final ArtifactLock lock;

    private SystemArtifacts(ArtifactStore store, ArtifactLock lock) {
        this.store = store;
        this.lock = lock;
    }

    /// Those of a system's directory.
    ///
    /// @param store where artifacts from elsewhere are kept
    public static SystemArtifacts of(Path directory, ArtifactStore store) {
        return new SystemArtifacts(store, ArtifactLock.of(directory));
    }

    /// The file of one artifact.
    ///
    /// @throws ProblemException as for [#resolve]
    public Path fetch(ModelPackage modelPackage, Artifact artifact) {
        return store.fetch(modelPackage, artifact, lock);
    }

    /// The files of a package's artifacts.
    ///
    /// @throws ProblemException `artifact-unavailable`, `artifact-checksum-mismatch` or
    ///   `artifact-unsafe`
    public ResolvedArtifacts resolve(ModelPackage modelPackage) {
        return store.resolve(modelPackage, lock);
    }
}
