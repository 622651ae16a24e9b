package dev.berth.catalog.artifact;

import dev.berth.core.system.Artifact;
import dev.berth.core.system.Artifact.Source;

/// The name that an artifact's file has beside the others of its package.
public final class ArtifactFileName {
    private ArtifactFileName() {}

    /// The name that the package gives it, otherwise the source's own.
    public static String of(Artifact artifact) {
        return artifact.fileName().orElseGet(() -> ofSource(artifact));
    }

    private static String ofSource(Artifact artifact) {
        String own =
                switch (artifact.source()) {
                    case Source.File(String path) -> lastSegment(path);
                    case Source.Maven maven ->
                            maven.entry()
                                    .map(ArtifactFileName::lastSegment)
                                    .orElseGet(() -> MavenCoordinates.parse(maven).fileName());
                    case Source.Http http ->
                            lastSegment(
                                    http.address().getPath() == null
                                            ? ""
                                            : http.address().getPath());
                };
        return own.isEmpty() || own.equals("..") || own.equals(".") ? artifact.name() : own;
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
