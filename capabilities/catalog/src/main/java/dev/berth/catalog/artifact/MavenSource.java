package dev.berth.catalog.artifact;

import dev.berth.core.system.Artifact.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Jars from Maven repositories.
///
/// A jar that the local repository has is taken from there; otherwise Maven's own resolver fetches
/// it with the user's settings, mirrors, proxies and credentials. The resolver is only started when
/// it is needed, since that costs about half a second; an application that never needs it can do
/// without its libraries.
final class MavenSource {
    private static final String RESOLVER_LIBRARIES =
            "eu.maveniverse.maven.mima:context, eu.maveniverse.maven.mima.runtime:standalone-static and"
                    + " org.slf4j:jcl-over-slf4j";

    private final MavenSettings settings;
    private final TransferProgress progress;

    MavenSource(MavenSettings settings, TransferProgress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /// The jar, in the local repository.
    Path fetch(Source.Maven source) {
        MavenCoordinates coordinates = MavenCoordinates.parse(source);
        Path local = localRepository().resolve(coordinates.repositoryPath());
        return Files.isRegularFile(local) ? local : resolve(source, coordinates);
    }

    /// The usual place. If the settings name another one the resolver knows it and looks there.
    private Path localRepository() {
        return settings.localRepository()
                .or(() -> Optional.ofNullable(System.getProperty("maven.repo.local")).map(Path::of))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".m2", "repository"));
    }

    private Path resolve(Source.Maven source, MavenCoordinates coordinates) {
        try {
            return new MavenResolver(settings, progress).resolve(source, coordinates);
        } catch (NoClassDefFoundError missing) {
            throw ArtifactProblems.unavailable(
                    source.toString(),
                    "the local repository "
                            + localRepository()
                            + " does not have it, and Maven's resolver is not on the class path ("
                            + ArtifactProblems.reason(missing)
                            + ")",
                    "add "
                            + RESOLVER_LIBRARIES
                            + " to the application's dependencies (dev.berth:berth-bom has their"
                            + " versions), or fetch the jar once with"
                            + " `mvn dependency:get -Dartifact="
                            + source.coordinates()
                            + "`",
                    missing);
        }
    }
}
