package dev.berth.catalog.artifact;

import dev.berth.catalog.artifact.MavenSettings.Network;
import dev.berth.core.system.Artifact.Source;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/// Jars from Maven repositories.
///
/// A jar that the local repository has is taken from there; otherwise Maven's own resolver fetches
/// it with the user's settings, mirrors, proxies and credentials. The resolver is only started when
/// it is needed, since that costs about half a second.
final class MavenSource {
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
        ContextOverrides.Builder overrides =
                ContextOverrides.create()
                        .withUserSettings(true)
                        .offline(settings.network() == Network.OFFLINE)
                        .transferListener(new Listener(source.toString(), progress));
        settings.userSettings().ifPresent(overrides::withUserSettingsXmlOverride);
        settings.localRepository().ifPresent(overrides::withLocalRepositoryOverride);
        var artifact =
                new DefaultArtifact(
                        coordinates.group(),
                        coordinates.artifact(),
                        coordinates.classifier().orElse(""),
                        "jar",
                        coordinates.version());
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            var request = new ArtifactRequest(artifact, context.remoteRepositories(), "");
            return context.repositorySystem()
                    .resolveArtifact(context.repositorySystemSession(), request)
                    .getArtifact()
                    .getFile()
                    .toPath();
        } catch (ArtifactResolutionException e) {
            throw Refusal.unavailable(source.toString(), Refusal.reason(e), remedy(), e);
        } catch (RuntimeException e) {
            throw Refusal.unavailable(
                    source.toString(),
                    "Maven's resolver did not start: " + Refusal.reason(e),
                    "look at ~/.m2/settings.xml",
                    e);
        }
    }

    private String remedy() {
        return settings.network() == Network.OFFLINE
                ? "go online once, so that it is fetched"
                : "look at the coordinates, the network and the mirrors in ~/.m2/settings.xml";
    }

    private static final class Listener extends AbstractTransferListener {
        private final String source;
        private final TransferProgress progress;

        Listener(String source, TransferProgress progress) {
            this.source = source;
            this.progress = progress;
        }

        @Override
        public void transferProgressed(TransferEvent event) {
            long total = event.getResource().getContentLength();
            progress.transferred(
                    source,
                    event.getTransferredBytes(),
                    total < 0 ? OptionalLong.empty() : OptionalLong.of(total));
        }
    }
}
