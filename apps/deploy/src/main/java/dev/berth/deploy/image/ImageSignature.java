package dev.berth.deploy.image;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.deploy.image.OciLayout.Descriptor;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A key that signs images as cosign does: over a document with the image's digest, by ECDSA on
/// P-256 with SHA-256.
///
/// Format: <https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>.
final class ImageSignature {
    private static final String PAYLOAD_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String ARTIFACT_TYPE = "application/vnd.dev.cosign.artifact.sig.v1+json";
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final int P256_BITS = 256;
    private static final int KEY_BYTES_MAX = 1 << 16;

    private final ECPrivateKey key;

    private ImageSignature(ECPrivateKey key) {
        this.key = key;
    }

    /// @param file PKCS #8 in PEM
    /// @throws ProblemException `usage` if it holds no such key
    static ImageSignature with(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.size(file) > KEY_BYTES_MAX) {
            throw refused(file, "it cannot be read, or is no key", null);
        }
        String pem = Files.readString(file, StandardCharsets.US_ASCII).strip();
        String begin = "-----BEGIN PRIVATE KEY-----";
        String end = "-----END PRIVATE KEY-----";
        if (!pem.startsWith(begin) || !pem.endsWith(end)) {
            throw refused(file, "it is no PKCS #8 in PEM without a password", null);
        }
        String body = pem.substring(begin.length(), pem.length() - end.length());
        try {
            byte[] der = Base64.getMimeDecoder().decode(body);
            if (KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der))
                            instanceof ECPrivateKey key
                    && key.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
                return new ImageSignature(key);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused(file, String.valueOf(e.getMessage()), e);
        }
        throw refused(file, "its curve is another", null);
    }

    private static ProblemException refused(Path file, String how, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.USAGE,
                        "--sign " + file + ": " + how + " (expected: a key of ECDSA on P-256)",
                        "make one with `openssl genpkey -algorithm EC -pkeyopt"
                                + " ec_paramgen_curve:P-256`, or convert one with `openssl pkcs8"
                                + " -topk8 -nocrypt`"),
                cause);
    }

    /// @param repository where the image is, without its tag
    OciArtifact sign(String repository, Descriptor image) {
        Map<String, @Nullable Object> critical = new LinkedHashMap<>();
        critical.put("identity", Map.of("docker-reference", repository));
        critical.put("image", Map.of("docker-manifest-digest", image.digest()));
        critical.put("type", "cosign container image signature");
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("critical", critical);
        payload.put("optional", null);
        String text = JsonValues.text(payload);
        return new OciArtifact(
                ARTIFACT_TYPE,
                new OciArtifact.Blob(CONFIG_TYPE, config(text)),
                new OciArtifact.Blob(PAYLOAD_TYPE, text),
                Map.of(SIGNATURE, signed(text)),
                image);
    }

    private String signed(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with ECDSA", e);
        }
    }

    /// Cosign reads signatures as images of one layer.
    private static String config(String payload) {
        var digest = Digests.start();
        digest.update(payload.getBytes(StandardCharsets.UTF_8));
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("architecture", "");
        config.put("os", "");
        config.put("config", Map.of());
        config.put(
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        List.of("sha256:" + Digests.finish(digest).hex())));
        return JsonValues.text(config);
    }

    /// The tag under which cosign looks for the signatures of an image.
    static String tag(String digest) {
        return digest.replace(':', '-') + ".sig";
    }
}
