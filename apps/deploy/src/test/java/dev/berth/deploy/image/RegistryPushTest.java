package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.cloud.tools.jib.api.ImageReference;
import com.sun.net.httpserver.HttpServer;
import dev.berth.testkit.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pushes to Debian's `docker-registry`; skipped where it is not installed.
final class RegistryPushTest {
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

    /// `berth` with the password `harbour`, as `htpasswd -nbB -C 5` writes it.
    private static final String PASSWORDS =
            "berth:$2y$05$abcdefghijklmnopqrstuuZ9hITkhSjgdPh1azpD9e5XbVlHeIfui";

    private static final String JIB_TIMEOUT_MILLIS = "jib.httpTimeout";

    @TempDir Path folder;

    @BeforeEach
    void requireRegistry() {
        assumeTrue(
                DockerRegistry.isInstalled(),
                "skipped: /usr/bin/docker-registry is missing (apt install docker-registry)");
    }

    private DockerRegistry registry() throws IOException, InterruptedException {
        return registry("", Optional.empty());
    }

    private DockerRegistry registry(String further, Optional<Certificates> certificates)
            throws IOException, InterruptedException {
        return DockerRegistry.start(
                Files.createTempDirectory(folder, "registry"), further, certificates);
    }

    private ImageReference reference(DockerRegistry registry, String tag) {
        return JibBuild.parse(registry.host() + "/team/sample:" + tag);
    }

    private JibBuild build(String name, String model) throws IOException {
        return SampleImage.build(folder.resolve(name), model);
    }

    private static OciLayout.Descriptor image(String digest) {
        return new OciLayout.Descriptor(OciLayout.MANIFEST_TYPE, digest, 1);
    }

    @Test
    void toRegistry_changedModel_storesItsLayerAndDocumentsAlone()
            throws IOException, InterruptedException {
        try (DockerRegistry registry = registry("", Optional.of(Certificates.make(folder)))) {
            String model = "m".repeat(1 << 16) + "1";
            build("one", model).toRegistry(reference(registry, "1"));
            long before = registry.storedBytes();
            build("two", model).toRegistry(reference(registry, "2"));
            assertThat(registry.storedBytes()).as("the same image again").isEqualTo(before);

            build("three", model + "2").toRegistry(reference(registry, "3"));

            // A layer that compresses well, the configuration and the manifest.
            assertThat(registry.storedBytes() - before).isBetween(1L, 4096L);
        }
    }

    @Test
    void push_billAndSignature_areFoundWhereToolsLookForThem()
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        try (DockerRegistry registry = registry()) {
            ImageReference target = reference(registry, "1");
            String digest = build("one", "model").toRegistry(target).getDigest().toString();
            ArtifactPush push = ArtifactPush.to(target, SampleImage.access(folder));
            OciArtifact bill = OciArtifact.of(Sbom.MEDIA_TYPE, "{\"a\":1}", image(digest));
            push.push(bill);
            push.push(bill);
            push.push(OciArtifact.of("application/other", "{}", image(digest)));
            push.push(signer().sign("x", image(digest)), ImageSignature.tag(digest));

            String manifests = "/v2/team/sample/manifests/" + digest.replace(':', '-');
            assertThat(registry.get(manifests, INDEX_TYPE).body())
                    .containsOnlyOnce("\"artifactType\":\"" + Sbom.MEDIA_TYPE + "\"")
                    .containsOnlyOnce("\"artifactType\":\"application/other\"");
            assertThat(registry.get(manifests + ".sig", OciLayout.MANIFEST_TYPE).body())
                    .contains("dev.cosignproject.cosign/signature", digest);
        }
    }

    private ImageSignature signer() throws IOException, NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return ImageSignature.with(
                Files.writeString(
                        folder.resolve("key.pem"),
                        "-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder().encodeToString(key)
                                + "\n-----END PRIVATE KEY-----\n"));
    }

    @Test
    void toRegistry_wrongCredentials_isDeniedAndRightOnesPush()
            throws IOException, InterruptedException {
        Path passwords = Files.writeString(folder.resolve("passwords"), PASSWORDS + "\n");
        Certificates certificates = Certificates.make(folder);
        String auth = "auth:\n  htpasswd:\n    realm: sample\n    path: " + passwords + "\n";
        // Jib sends no credentials without TLS.
        try (DockerRegistry registry = registry(auth, Optional.of(certificates))) {
            JibBuild sample = build("one", "model");
            assertThatThrownBy(
                            () ->
                                    with(sample, registry, "wrong")
                                            .toRegistry(reference(registry, "1")))
                    .hasMessageStartingWith("registry-denied: ");
            assertThatThrownBy(() -> sample.toRegistry(reference(registry, "1")))
                    .hasMessageStartingWith("registry-denied: ");

            assertThat(with(sample, registry, "harbour").toRegistry(reference(registry, "1")))
                    .isNotNull();
        }
    }

    private JibBuild with(JibBuild build, DockerRegistry registry, String password)
            throws IOException {
        String login =
                Base64.getEncoder()
                        .encodeToString(("berth:" + password).getBytes(StandardCharsets.UTF_8));
        Path file =
                Files.writeString(
                        folder.resolve(password + ".json"),
                        "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + login + "\"}}}");
        return new JibBuild(
                build.base(),
                build.content(),
                build.labels(),
                build.platform(),
                new RegistryAccess(true, Map.of("REGISTRY_AUTH_FILE", file.toString()), folder),
                build.work());
    }

    @Test
    void toRegistry_withoutTls_isRefusedUnlessAllowed() throws IOException, InterruptedException {
        try (DockerRegistry registry = registry()) {
            JibBuild sample = build("one", "model");

            assertThatThrownBy(() -> strict(sample).toRegistry(reference(registry, "1")))
                    .hasMessageStartingWith("registry-unavailable: ")
                    .hasMessageContaining("--insecure-registry");
        }
    }

    @Test
    void toRegistry_unknownCertificate_isRefusedUnlessAllowed()
            throws IOException, InterruptedException {
        var certificates = Optional.of(Certificates.make(folder));
        try (DockerRegistry registry = registry("", certificates)) {
            JibBuild sample = build("one", "model");

            assertThatThrownBy(() -> strict(sample).toRegistry(reference(registry, "1")))
                    .hasMessageStartingWith("registry-unavailable: ")
                    .hasMessageContaining("--insecure-registry");
            assertThat(sample.toRegistry(reference(registry, "1"))).isNotNull();
        }
    }

    private JibBuild strict(JibBuild build) {
        return new JibBuild(
                build.base(),
                build.content(),
                build.labels(),
                build.platform(),
                new RegistryAccess(false, Map.of(), folder),
                build.work());
    }

    @Test
    void toRegistry_registryFailsHalfWay_isAProblemAndNoManifestWasSent() throws IOException {
        var manifests = new AtomicInteger();
        var uploads = new AtomicInteger();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    manifests.addAndGet(path.contains("/manifests/") ? 1 : 0);
                    boolean isUpload = exchange.getRequestMethod().equals("POST");
                    // The second upload breaks off.
                    if (isUpload && uploads.incrementAndGet() > 1) {
                        exchange.close();
                        return;
                    }
                    if (isUpload) {
                        exchange.getResponseHeaders().add("Location", path + "1");
                    }
                    int status = isUpload ? 202 : path.equals("/v2/") ? 200 : 404;
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        // Jib tries TLS first, and this server does not answer that.
        System.setProperty(JIB_TIMEOUT_MILLIS, "1000");
        try {
            ImageReference target =
                    JibBuild.parse("localhost:" + server.getAddress().getPort() + "/team/sample:1");
            assertThatThrownBy(() -> build("one", "model").toRegistry(target))
                    .hasMessageStartingWith("registry-unavailable: ");
        } finally {
            System.clearProperty(JIB_TIMEOUT_MILLIS);
            server.stop(0);
        }
        assertThat(manifests).hasValue(0);
    }

    @Test
    void toRegistry_portWithoutAServer_isAProblem() throws IOException {
        ImageReference target = JibBuild.parse("localhost:1/team/sample:1");

        assertThatThrownBy(() -> build("one", "model").toRegistry(target))
                .hasMessageStartingWith("registry-unavailable: ");
    }
}
