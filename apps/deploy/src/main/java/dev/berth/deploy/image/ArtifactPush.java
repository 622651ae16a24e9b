package dev.berth.deploy.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.blob.Blobs;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.hash.Digests;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.http.Request;
import com.google.cloud.tools.jib.http.Response;
import com.google.cloud.tools.jib.http.ResponseException;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.registry.RegistryClient;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import dev.berth.deploy.image.OciLayout.Descriptor;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Pushes artifacts that refer to an image to the registry that the image is in.
final class ArtifactPush {
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

    /// A thousand referrers.
    private static final int INDEX_BYTES_MAX = 1 << 20;

    private final RegistryClient client;
    private final RepeatableClient http;

    private ArtifactPush(RegistryClient client, RepeatableClient http) {
        this.client = client;
        this.http = http;
    }

    static ArtifactPush to(ImageReference image, RegistryAccess access) {
        try {
            var http = new RepeatableClient(access.isInsecureAllowed());
            var factory =
                    RegistryClient.factory(
                            EventHandlers.NONE, image.getRegistry(), image.getRepository(), http);
            Optional<Credential> credential = credential(image, access);
            credential.ifPresent(factory::setCredential);
            RegistryClient client = factory.setUserAgent("berth").newRegistryClient();
            if (!client.doPushBearerAuth() && credential.isPresent()) {
                client.configureBasicAuth();
            }
            return new ArtifactPush(client, http);
        } catch (IOException | RegistryException e) {
            throw RegistryProblems.of(e);
        }
    }

    private static Optional<Credential> credential(ImageReference image, RegistryAccess access) {
        for (CredentialRetriever each : access.retrievers(image)) {
            try {
                Optional<Credential> found = each.retrieve();
                if (found.isPresent()) {
                    return found;
                }
            } catch (CredentialRetrievalException e) {
                throw RegistryProblems.of(e);
            }
        }
        return Optional.empty();
    }

    /// Pushes the artifact and lists it among the referrers of its image, beside those that others
    /// listed. The list is a tag, which registries read that keep no list themselves.
    void push(OciArtifact artifact) {
        try {
            Template manifest = manifest(artifact);
            DescriptorDigest digest = Digests.computeJsonDigest(manifest);
            client.pushManifest(manifest, digest.toString());
            Map<String, @Nullable Object> listed =
                    new Descriptor(OciLayout.MANIFEST_TYPE, digest.toString(), bytes(manifest))
                            .json();
            listed.put("artifactType", artifact.artifactType());
            String tag = OciArtifact.referrersTag(artifact.subject().digest());
            List<@Nullable Object> all = referrers(tag);
            if (all.stream().noneMatch(each -> isOf(each, digest))) {
                all.add(listed);
                client.pushManifest(index(all), tag);
            }
        } catch (IOException | RegistryException | DigestException e) {
            throw RegistryProblems.of(e);
        }
    }

    private static long bytes(Template manifest) throws IOException {
        return Blobs.from(manifest).writeTo(OutputStream.nullOutputStream()).getSize();
    }

    private List<@Nullable Object> referrers(String tag) throws IOException, RegistryException {
        try {
            client.pullManifest(tag, Template.class);
        } catch (RegistryException e) {
            if (e.getCause() instanceof ResponseException answer
                    && answer.getStatusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return new ArrayList<>();
            }
            throw e;
        } catch (JsonProcessingException _) {
            // Jib reads no index that names types of artifacts, so it is read again below.
        }
        return JsonValues.read(http.repeat(INDEX_BYTES_MAX)) instanceof Map<?, ?> index
                        && index.get("manifests") instanceof List<?> list
                ? new ArrayList<>(list)
                : new ArrayList<>();
    }

    private static boolean isOf(@Nullable Object descriptor, DescriptorDigest digest) {
        return descriptor instanceof Map<?, ?> each && digest.toString().equals(each.get("digest"));
    }

    private static Template index(List<@Nullable Object> manifests) {
        Map<String, @Nullable Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", INDEX_TYPE);
        index.put("manifests", manifests);
        return new Template(index);
    }

    /// Pushes the artifact under a tag.
    void push(OciArtifact artifact, String tag) {
        try {
            client.pushManifest(manifest(artifact), tag);
        } catch (IOException | RegistryException | DigestException e) {
            throw RegistryProblems.of(e);
        }
    }

    private Template manifest(OciArtifact artifact)
            throws IOException, RegistryException, DigestException {
        return new Template(artifact.manifest(blob(artifact.config()), blob(artifact.content())));
    }

    private Descriptor blob(OciArtifact.Blob blob)
            throws IOException, RegistryException, DigestException {
        var sha = dev.berth.catalog.artifact.Digests.start();
        sha.update(blob.bytes());
        String digest = "sha256:" + dev.berth.catalog.artifact.Digests.finish(sha).hex();
        DescriptorDigest asJib = DescriptorDigest.fromDigest(digest);
        if (client.checkBlob(asJib).isEmpty()) {
            client.pushBlob(
                    asJib,
                    Blobs.from(new String(blob.bytes(), StandardCharsets.UTF_8)),
                    null,
                    _ -> {});
        }
        return new Descriptor(blob.mediaType(), digest, blob.bytes().length);
    }

    /// A client that can send its last request for content again, with its authorization.
    private static final class RepeatableClient extends FailoverHttpClient {
        private final AtomicReference<@Nullable Sent> last = new AtomicReference<>();

        RepeatableClient(boolean isInsecureAllowed) {
            super(isInsecureAllowed, false, _ -> {});
        }

        private record Sent(URL url, Request request) {}

        @Override
        public Response call(String method, URL url, Request request) throws IOException {
            if (method.equals("GET")) {
                last.set(new Sent(url, request));
            }
            return super.call(method, url, request);
        }

        byte[] repeat(int bytesMax) throws IOException {
            Sent sent = last.get();
            if (sent == null) {
                throw new IOException("nothing was requested");
            }
            try (Response response = super.call("GET", sent.url(), sent.request())) {
                return response.getBody().readNBytes(bytesMax);
            }
        }
    }

    /// A manifest or index as Jib pushes and pulls one, with whatever is in it.
    private static final class Template implements ManifestTemplate {
        private final Map<String, @Nullable Object> content;

        @JsonCreator
        Template(Map<String, @Nullable Object> content) {
            this.content = content;
        }

        @JsonValue
        Map<String, @Nullable Object> content() {
            return content;
        }

        @Override
        public int getSchemaVersion() {
            return 2;
        }

        @Override
        public String getManifestMediaType() {
            return String.valueOf(content.get("mediaType"));
        }
    }
}
