package dev.berth.deploy.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/// An image built by Jib: layers as tars of sorted entries with one owner and one time, in the OCI
/// format.
///
/// @param labels annotations of the image's configuration
/// @param work a folder for Jib's caches
record JibBuild(
        BaseImage base,
        ImageContent content,
        Map<String, String> labels,
        Platform platform,
        RegistryAccess access,
        Path work) {
    /// The user of a container: distroless' `nonroot`. Nothing depends on it.
    static final String USER = "65532:65532";

    /// Where `berth up` listens by default.
    static final int PORT = 8080;

    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");

    /// Writes the image as a tar of an OCI layout.
    void toTar(Path tar, String name) throws IOException, InterruptedException {
        containerize(Containerizer.to(TarImage.at(tar).named(parse(name))));
    }

    /// Pushes what the registry has not yet, the manifest last.
    JibContainer toRegistry(ImageReference target) throws IOException, InterruptedException {
        access.requireReachable(target);
        return containerize(
                Containerizer.to(access.authenticated(RegistryImage.named(target), target)));
    }

    private JibContainer containerize(Containerizer to) throws IOException, InterruptedException {
        to.setBaseImageLayersCache(work.resolve("base-layers"))
                .setApplicationLayersCache(work.resolve("layers"))
                .setAllowInsecureRegistries(access.isInsecureAllowed())
                .setToolName("berth");
        try {
            return builder().containerize(to);
        } catch (ExecutionException e) {
            throw RegistryProblems.of(e.getCause() == null ? e : e.getCause());
        } catch (RegistryException | CacheDirectoryCreationException | IOException e) {
            throw RegistryProblems.of(e);
        }
    }

    private JibContainerBuilder builder() throws IOException {
        JibContainerBuilder builder =
                from().setFormat(ImageFormat.OCI)
                        // Not Berth's, whose name is the same.
                        .setPlatforms(
                                Set.of(
                                        new com.google.cloud.tools.jib.api.buildplan.Platform(
                                                platform.oci(), "linux")))
                        .setCreationTime(Instant.EPOCH)
                        .setUser(USER)
                        .setExposedPorts(Set.of(Port.tcp(PORT)))
                        .setWorkingDirectory(AbsoluteUnixPath.get("/" + StagingFolder.SYSTEM))
                        .setEntrypoint(content.entrypoint())
                        .setEnvironment(content.environment())
                        .setLabels(labels);
        for (ImageLayer layer : content.layers()) {
            builder.addFileEntriesLayer(entries(layer));
        }
        return builder;
    }

    private JibContainerBuilder from() throws IOException {
        return switch (base) {
            case BaseImage.InRegistry(String name) -> {
                ImageReference reference = parse(name);
                yield Jib.from(access.authenticated(RegistryImage.named(reference), reference));
            }
            case BaseImage.Local(Path path) -> Jib.from(local(path));
        };
    }

    private TarImage local(Path path) throws IOException {
        return TarImage.at(BaseArchive.of(path, Files.createTempDirectory(work, "base"), platform));
    }

    private FileEntriesLayer entries(ImageLayer layer) {
        var entries = FileEntriesLayer.builder().setName(layer.name());
        for (Path file : layer.files()) {
            String path = content.staging().root().relativize(file).toString();
            entries.addEntry(
                    file,
                    AbsoluteUnixPath.get("/" + path),
                    Files.isExecutable(file) ? PROGRAM : FILE,
                    StagingFolder.TIME,
                    "0:0");
        }
        return entries.build();
    }

    /// @throws ProblemException `usage` if it is none
    static ImageReference parse(String name) {
        try {
            return ImageReference.parse(name);
        } catch (InvalidImageReferenceException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + name + "' is no name of an image (expected: REGISTRY/NAME:TAG)",
                    "correct it");
        }
    }
}
