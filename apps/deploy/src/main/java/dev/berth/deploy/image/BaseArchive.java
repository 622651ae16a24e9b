package dev.berth.deploy.image;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A local base image in the one form that Jib reads, that of `docker save`: layers, their
/// configuration and `manifest.json` in a tar. Every blob is held against its digest.
final class BaseArchive {
    private static final String LAYOUT = "oci-layout";
    private static final String INDEX = "index.json";
    private static final String DOCKER_MANIFEST = "manifest.json";

    /// Manifests and configurations have some kilobytes.
    private static final long DOCUMENT_BYTES_MAX = 4 << 20;

    /// More than any base for a server, and little enough for a disk.
    private static final long CONTENT_BYTES_MAX = 8L << 30;

    private final Path source;
    private final Path work;
    private final Platform platform;

    private BaseArchive(Path source, Path work, Platform platform) {
        this.source = source;
        this.work = work;
        this.platform = platform;
    }

    /// Reads a layout or tar, and gives the tar for Jib.
    ///
    /// @param work an empty folder
    /// @throws ProblemException `base-image-invalid` if it is damaged or in no known form
    static Path of(Path source, Path work, Platform platform) throws IOException {
        return new BaseArchive(source, Files.createDirectories(work), platform).convert();
    }

    private Path convert() throws IOException {
        if (Files.isDirectory(source)) {
            return fromLayout(source);
        }
        Optional<String> form = form();
        if (form.isEmpty()) {
            return fromRootFileSystem();
        }
        if (form.get().equals(DOCKER_MANIFEST)) {
            return source;
        }
        Path layout = Files.createDirectories(work.resolve("layout"));
        unpack(layout);
        return fromLayout(layout);
    }

    /// The file that tells the form of a tar; empty if it is a root file system.
    private Optional<String> form() throws IOException {
        boolean isLayout = false;
        boolean isDocker = false;
        try (var tar = open()) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                isLayout |= name(entry).equals(LAYOUT);
                isDocker |= name(entry).equals(DOCKER_MANIFEST);
            }
        } catch (IOException e) {
            throw damaged("it is no complete tar: " + e.getMessage(), e);
        }
        // Tools write both for tools that know one; digests are in the layout.
        return isLayout
                ? Optional.of(LAYOUT)
                : isDocker ? Optional.of(DOCKER_MANIFEST) : Optional.empty();
    }

    private TarArchiveInputStream open() throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(source));
        in.mark(2);
        boolean isZipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return new TarArchiveInputStream(isZipped ? new GZIPInputStream(in) : in);
    }

    private static String name(TarArchiveEntry entry) {
        String name = entry.getName();
        return name.startsWith("./") ? name.substring(2) : name;
    }

    /// Files of a layout alone; whatever else is in the tar stays there.
    private void unpack(Path target) throws IOException {
        long bytes = 0;
        try (var tar = open()) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                String name = name(entry);
                bytes += entry.getSize();
                if (bytes > CONTENT_BYTES_MAX) {
                    throw damaged("it unpacks to more than " + CONTENT_BYTES_MAX + " bytes", null);
                }
                if (entry.isFile() && (isBlob(name) || name.equals(INDEX))) {
                    Path file = target.resolve(name);
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static boolean isBlob(String name) {
        return name.matches("blobs/sha256/[0-9a-f]{64}");
    }

    private Path fromLayout(Path layout) throws IOException {
        Map<?, ?> index = document(layout.resolve(INDEX));
        Map<?, ?> manifest = manifest(layout, index);
        Path config = blob(layout, manifest.get("config"));
        List<Path> layers = new ArrayList<>();
        for (Object layer : list(manifest, "layers")) {
            layers.add(blob(layout, layer));
        }
        return write(config, layers);
    }

    /// The one of this platform, through indexes of several platforms.
    private Map<?, ?> manifest(Path layout, Map<?, ?> index) throws IOException {
        Map<?, ?> found = index;
        for (int depth = 0; depth < 3; depth++) {
            if (found.containsKey("layers")) {
                return found;
            }
            List<?> manifests = list(found, "manifests");
            Object chosen =
                    manifests.stream()
                            .filter(each -> isOfPlatform(each, manifests.size() == 1))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            damaged(
                                                    "it has no image for linux/" + platform.oci(),
                                                    null));
            found = document(blob(layout, chosen));
        }
        throw damaged("its index has no manifest", null);
    }

    private boolean isOfPlatform(Object descriptor, boolean isOnly) {
        if (descriptor instanceof Map<?, ?> each && each.get("platform") instanceof Map<?, ?> of) {
            return platform.oci().equals(of.get("architecture")) && "linux".equals(of.get("os"));
        }
        return isOnly;
    }

    private Path blob(Path layout, @org.jspecify.annotations.Nullable Object descriptor)
            throws IOException {
        if (!(descriptor instanceof Map<?, ?> each)
                || !(each.get("digest") instanceof String digest)
                || !isBlob("blobs/" + digest.replace(':', '/'))) {
            throw damaged("a descriptor has no SHA-256: " + descriptor, null);
        }
        Path file = layout.resolve("blobs").resolve(digest.replace(':', '/'));
        if (!Files.isRegularFile(file)) {
            throw damaged("the blob " + digest + " is missing", null);
        }
        String found = "sha256:" + Digests.ofFile(file).hex();
        if (!found.equals(digest)) {
            throw damaged("the blob " + digest + " has the digest " + found, null);
        }
        return file;
    }

    private Map<?, ?> document(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw damaged("it has no " + file.getFileName(), null);
        }
        if (Files.size(file) > DOCUMENT_BYTES_MAX) {
            throw damaged(file.getFileName() + " has " + Files.size(file) + " bytes", null);
        }
        try {
            if (JsonValues.read(Files.readAllBytes(file)) instanceof Map<?, ?> document) {
                return document;
            }
        } catch (ProblemException e) {
            throw damaged(file.getFileName() + " is no JSON: " + e.problem().message(), e);
        }
        throw damaged(file.getFileName() + " is no JSON object", null);
    }

    private List<?> list(Map<?, ?> document, String name) {
        if (document.get(name) instanceof List<?> list) {
            return list;
        }
        throw damaged("a document has no list '" + name + "'", null);
    }

    /// One layer, and a configuration that says no more than that.
    private Path fromRootFileSystem() throws IOException {
        Path layer = work.resolve("rootfs.tar");
        try (var in = new BufferedInputStream(Files.newInputStream(source))) {
            in.mark(2);
            boolean isZipped = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            try (InputStream plain = isZipped ? new GZIPInputStream(in) : in) {
                Files.copy(plain, layer);
            }
        }
        Path config = work.resolve("config.json");
        Files.writeString(
                config,
                JsonValues.text(
                        Map.of(
                                "architecture",
                                platform.oci(),
                                "os",
                                "linux",
                                "config",
                                Map.of(),
                                "rootfs",
                                Map.of(
                                        "type",
                                        "layers",
                                        "diff_ids",
                                        List.of("sha256:" + Digests.ofFile(layer).hex())))));
        return write(config, List.of(layer));
    }

    private Path write(Path config, List<Path> layers) throws IOException {
        Path tar = work.resolve("base.tar");
        List<String> names = new ArrayList<>();
        try (var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (int i = 0; i < layers.size(); i++) {
                names.add("layer" + i + ".tar");
                put(out, names.get(i), layers.get(i));
            }
            put(out, "config.json", config);
            byte[] manifest =
                    JsonValues.text(List.of(Map.of("Config", "config.json", "Layers", names)))
                            .getBytes(StandardCharsets.UTF_8);
            var entry = new TarArchiveEntry(DOCKER_MANIFEST);
            entry.setSize(manifest.length);
            out.putArchiveEntry(entry);
            out.write(manifest);
            out.closeArchiveEntry();
        }
        return tar;
    }

    private static void put(TarArchiveOutputStream out, String name, Path file) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(file));
        out.putArchiveEntry(entry);
        Files.copy(file, out);
        out.closeArchiveEntry();
    }

    private ProblemException damaged(
            String how, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.BASE_IMAGE_INVALID,
                        "the base image " + source + " cannot be used: " + how,
                        "copy it again, or name another with --base"),
                cause);
    }
}
