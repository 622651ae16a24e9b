package dev.berth.catalog.artifact;

import dev.berth.catalog.artifact.MavenSettings.Network;
import dev.berth.core.system.Artifact.Source;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/// Maven's own resolver, with the user's settings, mirrors, proxies and credentials.
///
/// Its libraries are optional: this class cannot be linked without them, so nothing but
/// [MavenSource] names it, where it needs it.
final class MavenResolver {
    private final MavenSettings settings;
    private final TransferProgress progress;

    MavenResolver(MavenSettings settings, TransferProgress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /// Fetches the jar into the local repository.
    Path resolve(Source.Maven source, MavenCoordinates coordinates) {
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
            throw ArtifactProblems.unavailable(
                    source.toString(), ArtifactProblems.reason(e), remedy(), e);
        } catch (RuntimeException e) {
            throw ArtifactProblems.unavailable(
                    source.toString(),
                    "Maven's resolver did not start: " + ArtifactProblems.reason(e),
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
