package dev.berth.deploy.image;

import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.TransferProgress;
import dev.berth.contribution.CommandContribution.Streams;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth image`: a container image of a system.
@Command(
        name = "image",
        sortOptions = false,
        description = {
            "Builds a container image of a system: a Java runtime, Berth, the libraries that the system"
                    + " needs, and the system with its models. Needs neither Docker nor root.",
            ""
        },
        footer = {
            "  berth image examples/sentences --output sentences.tar",
            "  podman load --input sentences.tar",
            "  berth image my-system --push registry.example.org/team/my-system:7",
            "  berth image my-system --base ./my-base.tar --output my-layout"
        })
final class ImageCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description =
                    "What to write: NAME.tar for a tar that `podman load` takes, any other name for"
                            + " a folder in OCI's image layout.")
    private @Nullable Path output;

    @Option(
            names = "--push",
            paramLabel = "IMAGE",
            description =
                    "REGISTRY/NAME:TAG to push to, with the credentials of `podman login` or"
                            + " `docker login`.")
    private @Nullable String push;

    @Option(
            names = "--name",
            paramLabel = "IMAGE",
            description =
                    "The name in a tar. Default: that of --push, otherwise localhost/DIR:latest.")
    private @Nullable String name;

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            defaultValue = BaseImage.DEFAULT,
            description =
                    "The image to build on, with glibc and libstdc++: a name in a"
                            + " registry, an OCI layout, or a tar of one, of `docker save` or of a root"
                            + " file system. Default: ${DEFAULT-VALUE}.")
    private String base = BaseImage.DEFAULT;

    @Option(
            names = "--insecure-registry",
            description = "Allow registries without TLS, or with an unknown certificate.")
    private boolean insecure;

    @Option(
            names = "--sign",
            paramLabel = "KEY",
            description = "A private key to sign with: ECDSA P-256, PKCS #8, in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--no-class-cache",
            description =
                    "Without the cache of classes: smaller by some 15 MB, starts in twice the time.")
    private boolean withoutClassCache;

    @Option(
            names = "--class-list",
            paramLabel = "FILE",
            description =
                    "The classes of the cache: read if the file exists, otherwise written. With it,"
                            + " other machines build the same image.")
    private @Nullable Path classList;

    ImageCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (output == null && push == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "nowhere to put the image",
                    "name a file or folder with --output, or an image with --push");
        }
        var environment = System.getenv();
        Path home = Path.of(System.getProperty("user.home"));
        Path cache = ArtifactStore.usualCache(environment, home);
        var build =
                new ImageBuild(
                        directory,
                        Installation.ofProcess(),
                        BaseImage.of(base),
                        new RegistryAccess(insecure, environment, home),
                        cache,
                        ArtifactStore.at(cache, TransferProgress.silent()));
        var options =
                new ImageBuild.Options(
                        Optional.ofNullable(output),
                        Optional.ofNullable(push),
                        Optional.ofNullable(name),
                        Optional.ofNullable(key),
                        !withoutClassCache,
                        Optional.ofNullable(classList));
        Path work = Files.createTempDirectory("berth-image");
        try {
            ImageReport report = build.run(options, work);
            report.print(streams.out());
            return 0;
        } finally {
            WorkFolder.delete(work);
        }
    }
}
