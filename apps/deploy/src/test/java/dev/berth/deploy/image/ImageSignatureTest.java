package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageSignatureTest {
    private static final OciLayout.Descriptor IMAGE =
            new OciLayout.Descriptor(OciLayout.MANIFEST_TYPE, "sha256:" + "ab".repeat(32), 7);

    @TempDir Path folder;

    private static KeyPair key(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private Path pem(KeyPair key) throws IOException {
        return Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void sign_image_isVerifiedByThePublicKeyOverTheDigest()
            throws GeneralSecurityException, IOException {
        KeyPair key = key("secp256r1");
        OciArtifact signed = ImageSignature.with(pem(key)).sign("host/team/image", IMAGE);

        assertThat(signed.content().text())
                .isEqualTo(
                        "{\"critical\":{\"identity\":{\"docker-reference\":\"host/team/image\"},"
                                + "\"image\":{\"docker-manifest-digest\":\""
                                + IMAGE.digest()
                                + "\"},\"type\":\"cosign container image signature\"},"
                                + "\"optional\":null}");
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(key.getPublic());
        verifier.update(signed.content().bytes());
        String signature = signed.annotations().get("dev.cosignproject.cosign/signature");
        assertThat(verifier.verify(Base64.getDecoder().decode(signature))).isTrue();
    }

    @Test
    void with_keyOfAnotherCurveOrNoKey_isRefused() throws GeneralSecurityException, IOException {
        Path other = pem(key("secp384r1"));
        assertThatThrownBy(() -> ImageSignature.with(other))
                .hasMessageStartingWith("usage: ")
                .hasMessageContaining("its curve is another");

        Path none = Files.writeString(folder.resolve("none.pem"), "no key");
        assertThatThrownBy(() -> ImageSignature.with(none))
                .hasMessageContaining("it is no PKCS #8 in PEM");
    }
}
