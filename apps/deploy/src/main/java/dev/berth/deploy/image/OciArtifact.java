package dev.berth.deploy.image;

import dev.berth.deploy.image.OciLayout.Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An OCI artifact of one blob that refers to an image: its bill of materials or its signature.
///
/// @param artifactType the type of what it is
/// @param config the configuration's media type and content
/// @param content the blob
/// @param annotations of the blob
record OciArtifact(
        String artifactType,
        Blob config,
        Blob content,
        Map<String, String> annotations,
        Descriptor subject) {
    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    /// Bytes with their media type.
    ///
    /// @param text in UTF-8
    record Blob(String mediaType, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    OciArtifact {
        annotations = Map.copyOf(annotations);
    }

    /// One without a configuration.
    static OciArtifact of(String type, String text, Descriptor subject) {
        return new OciArtifact(
                type, new Blob(EMPTY_TYPE, "{}"), new Blob(type, text), Map.of(), subject);
    }

    /// The manifest over the blobs as they were stored.
    Map<String, @Nullable Object> manifest(Descriptor storedConfig, Descriptor storedContent) {
        Map<String, @Nullable Object> layer = storedContent.json();
        if (!annotations.isEmpty()) {
            layer.put("annotations", annotations);
        }
        Map<String, @Nullable Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", OciLayout.MANIFEST_TYPE);
        manifest.put("artifactType", artifactType);
        manifest.put("config", storedConfig.json());
        manifest.put("layers", List.of(layer));
        manifest.put("subject", subject.json());
        return manifest;
    }

    /// The tag of the index of referrers where a registry does not keep one itself (OCI
    /// Distribution 1.1, *Referrers Tag Schema*).
    static String referrersTag(String digest) {
        return digest.replace(':', '-');
    }
}
