package dev.berth.deploy.image;

import dev.berth.catalog.artifact.Digests;
import dev.berth.protocol.json.JsonValues;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// An OCI image layout in a folder: blobs by their digests and `index.json`.
record OciLayout(Path folder) {
    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "index.json";

    /// A blob as an index or a manifest names it.
    record Descriptor(String mediaType, String digest, long bytes) {
        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("mediaType", mediaType);
            json.put("digest", digest);
            json.put("size", bytes);
            return json;
        }
    }

    /// Unpacks a tar that Jib wrote.
    static OciLayout unpack(Path tar, Path folder) throws IOException {
        try (var in =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
            for (TarArchiveEntry entry = in.getNextEntry();
                    entry != null;
                    entry = in.getNextEntry()) {
                if (entry.isFile()) {
                    Path file = folder.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
        return new OciLayout(folder);
    }

    /// The image.
    Descriptor image() throws IOException {
        return descriptor(list(read(folder.resolve(INDEX)), "manifests").getFirst());
    }

    /// The image's layers, those of the base first.
    List<Descriptor> layers() throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (Object each : list(read(blob(image().digest())), "layers")) {
            layers.add(descriptor(each));
        }
        return layers;
    }

    Path blob(String digest) {
        return folder.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    /// Adds an artifact that refers to the image, named in the index, as referrers are found in a
    /// layout.
    void attach(OciArtifact artifact) throws IOException {
        byte[] manifest =
                JsonValues.text(artifact.manifest(add(artifact.config()), add(artifact.content())))
                        .getBytes(StandardCharsets.UTF_8);
        Map<String, @Nullable Object> named = add(MANIFEST_TYPE, manifest).json();
        named.put("artifactType", artifact.artifactType());
        index(named);
    }

    private Descriptor add(OciArtifact.Blob blob) throws IOException {
        return add(blob.mediaType(), blob.bytes());
    }

    private Descriptor add(String mediaType, byte[] content) throws IOException {
        var sha = Digests.start();
        sha.update(content);
        String digest = "sha256:" + Digests.finish(sha).hex();
        Files.write(blob(digest), content);
        return new Descriptor(mediaType, digest, content.length);
    }

    private void index(Map<String, @Nullable Object> further) throws IOException {
        Map<String, @Nullable Object> index = new LinkedHashMap<>(read(folder.resolve(INDEX)));
        List<@Nullable Object> all = new ArrayList<>(list(index, "manifests"));
        all.add(further);
        index.put("manifests", all);
        Files.writeString(folder.resolve(INDEX), JsonValues.text(index), StandardCharsets.UTF_8);
    }

    private static Descriptor descriptor(@Nullable Object json) throws IOException {
        if (json instanceof Map<?, ?> each
                && each.get("mediaType") instanceof String type
                && each.get("digest") instanceof String digest
                && each.get("size") instanceof Number bytes) {
            return new Descriptor(type, digest, bytes.longValue());
        }
        throw new IOException("no descriptor: " + json);
    }

    @SuppressWarnings("unchecked") // JsonValues gives objects as such maps.
    private static Map<String, @Nullable Object> read(Path file) throws IOException {
        if (JsonValues.read(Files.readAllBytes(file)) instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IOException(file + " is no JSON object");
    }

    private static List<?> list(Map<String, @Nullable Object> json, String name)
            throws IOException {
        if (json.get(name) instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw new IOException("no '" + name + "'");
    }
}
