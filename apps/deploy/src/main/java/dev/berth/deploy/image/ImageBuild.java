package dev.berth.deploy.image;

import com.google.cloud.tools.jib.api.ImageReference;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds an image of a system and puts it where it is wanted. Nothing is left half-written: a file
/// or folder is moved into place when it is complete, and a registry gets the manifest last.
///
/// @param cache the folder of fetched artifacts and class caches
record ImageBuild(
        Path system,
        Installation installation,
        BaseImage base,
        RegistryAccess access,
        Path cache,
        ArtifactStore store) {

    /// Of the bill of materials beside an image.
    private static final String SBOM_ENDING = ".cdx.json";

    /// @param output a tar if its name ends with `.tar`, otherwise a folder
    /// @param push the name in a registry
    /// @param name the name in a tar
    /// @param key the private key to sign with
    /// @param classList see [ClassCache#make]
    record Options(
            Optional<Path> output,
            Optional<String> push,
            Optional<String> name,
            Optional<Path> key,
            boolean hasClassCache,
            Optional<Path> classList) {}

    /// @param work an empty folder for everything that is needed meanwhile
    ImageReport run(Options options, Path work) throws IOException, InterruptedException {
        Optional<ImageReference> target = options.push().map(JibBuild::parse);
        if (target.isPresent()) {
            access.requireReachable(target.get());
        }
        if (options.output().isPresent()) {
            OutputPlace.require(options.output().get());
        }
        String name = name(options);
        Optional<ImageSignature> signer =
                options.key().isPresent()
                        ? Optional.of(ImageSignature.with(options.key().get()))
                        : Optional.empty();
        Platform platform = Platform.ofProcess();
        ImageContent content =
                ImageContent.of(
                        new ImageContent.Sources(
                                system,
                                installation,
                                platform,
                                work,
                                cache,
                                store,
                                options.hasClassCache(),
                                options.classList()));
        var jib = new JibBuild(base, content, Map.of(), platform, access, work);
        Path tar = work.resolve("image.tar");
        jib.toTar(tar, name);
        OciLayout layout = OciLayout.unpack(tar, work.resolve("image"));
        String repository = repository(JibBuild.parse(name));
        OciLayout.Descriptor image = layout.image();
        byte[] sbom = Sbom.of(repository, baseName(), content);
        OciArtifact bill =
                OciArtifact.of(Sbom.MEDIA_TYPE, new String(sbom, StandardCharsets.UTF_8), image);
        Optional<OciArtifact> signature = signer.map(key -> key.sign(repository, image));
        List<String> places = new ArrayList<>();
        if (target.isPresent()) {
            requireSame(image.digest(), jib.toRegistry(target.get()).getDigest().toString());
            ArtifactPush push = ArtifactPush.to(target.get(), access);
            push.push(bill);
            signature.ifPresent(each -> push.push(each, ImageSignature.tag(image.digest())));
            places.add(target.get() + " (pushed)");
        }
        layout.attach(bill);
        if (signature.isPresent()) {
            layout.attach(signature.get());
        }
        if (options.output().isPresent()) {
            Path output = options.output().get();
            OutputPlace.put(OutputPlace.isTar(output) ? tar : layout.folder(), output);
            places.add(output.toString());
            Path beside = output.resolveSibling(output.getFileName() + SBOM_ENDING);
            OutputPlace.put(Files.write(work.resolve("sbom.json"), sbom), beside);
            places.add(beside.toString());
        }
        return new ImageReport(layout.image().digest(), layers(layout, content), places);
    }

    private static String repository(ImageReference reference) {
        return reference.getRegistry() + "/" + reference.getRepository();
    }

    private String baseName() {
        return switch (base) {
            case BaseImage.InRegistry(String reference) -> reference;
            // Where it lies on this machine is of no use elsewhere.
            case BaseImage.Local(Path path) -> String.valueOf(path.getFileName());
        };
    }

    private String name(Options options) {
        return options.name()
                .or(options::push)
                .orElseGet(
                        () ->
                                "localhost/"
                                        + String.valueOf(
                                                        system.toAbsolutePath()
                                                                .normalize()
                                                                .getFileName())
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replaceAll("[^a-z0-9]+", "-")
                                        + ":latest");
    }

    private static void requireSame(String built, String pushed) {
        if (!built.equals(pushed)) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.IMAGE_BUILD_FAILED,
                            "the pushed image has the digest "
                                    + pushed
                                    + " (expected: "
                                    + built
                                    + ")",
                            "report it"));
        }
    }

    private static List<ImageReport.Layer> layers(OciLayout layout, ImageContent content)
            throws IOException {
        List<ImageReport.Layer> rows = new ArrayList<>();
        List<OciLayout.Descriptor> all = layout.layers();
        int ofBase = all.size() - content.layers().size();
        for (int i = 0; i < all.size(); i++) {
            OciLayout.Descriptor each = all.get(i);
            if (i < ofBase) {
                rows.add(new ImageReport.Layer("base", each.digest(), each.bytes(), 0));
            } else {
                ImageLayer layer = content.layers().get(i - ofBase);
                long bytes = 0;
                for (Path file : layer.files()) {
                    bytes += Files.size(file);
                }
                rows.add(new ImageReport.Layer(layer.name(), each.digest(), each.bytes(), bytes));
            }
        }
        return rows;
    }
}
