package dev.berth.jobs.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signature of webhooks with a symmetric secret: HMAC-SHA256 over id, timestamp and body.
///
/// Source: Standard Webhooks 1.0.0, Signature scheme.
public final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES_MIN = 24;
    private static final int SECRET_BYTES_MAX = 64;

    private final SecretKeySpec key;

    private WebhookSignature(SecretKeySpec key) {
        this.key = key;
    }

    /// A signature by a secret: `whsec_` and 24 to 64 bytes as base64.
    ///
    /// @throws IllegalArgumentException if it is none; the message does not have it
    public static WebhookSignature of(String secret) {
        byte[] bytes;
        try {
            bytes = secret.startsWith(PREFIX) ? decode(secret) : new byte[0];
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a secret that is no base64 after " + PREFIX, e);
        }
        if (bytes.length < SECRET_BYTES_MIN || bytes.length > SECRET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a secret of "
                            + bytes.length
                            + " bytes (expected: whsec_ and 24 to 64 bytes as base64)");
        }
        return new WebhookSignature(new SecretKeySpec(bytes, ALGORITHM));
    }

    private static byte[] decode(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()).strip());
    }

    /// The header `webhook-signature`.
    ///
    /// @param timestamp of the attempt, in seconds since 1970
    public String sign(String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signed =
                    mac.doFinal(
                            (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
