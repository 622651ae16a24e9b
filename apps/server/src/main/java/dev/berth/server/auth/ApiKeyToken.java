package dev.berth.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// An API key as its consumer has it: `berth_`, eight hexadecimal digits that name it, `_`, and 43
/// characters of base64url that hold 256 random bits.
///
/// The fixed beginning lets scanners for secrets find keys that were committed or logged. It is not
/// a record, so that nothing prints it by error.
public final class ApiKeyToken {
    private static final String PREFIX = "berth_";
    private static final int ID_LENGTH = 8;
    private static final int ID_BYTES = 4;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_FROM = PREFIX.length() + ID_LENGTH + 1;
    private static final int SECRET_LENGTH = 43;
    private static final int LENGTH = SECRET_FROM + SECRET_LENGTH;

    private final String text;

    private ApiKeyToken(String text) {
        this.text = text;
    }

    /// A new key.
    ///
    /// @param random a secure one
    public static ApiKeyToken generate(RandomGenerator random) {
        var id = new byte[ID_BYTES];
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new ApiKeyToken(
                PREFIX
                        + HexFormat.of().formatHex(id)
                        + "_"
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// Empty if the text is not of a key's form.
    static Optional<ApiKeyToken> parse(String text) {
        if (text.length() != LENGTH
                || !text.startsWith(PREFIX)
                || text.charAt(SECRET_FROM - 1) != '_') {
            return Optional.empty();
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean allowed =
                    i < SECRET_FROM - 1
                            ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')
                            : isBase64Url(c);
            if (!allowed) {
                return Optional.empty();
            }
        }
        return Optional.of(new ApiKeyToken(text));
    }

    private static boolean isBase64Url(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_';
    }

    /// The part that is no secret.
    public String id() {
        return text.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH);
    }

    /// The secret part's characters.
    byte[] secret() {
        return text.substring(SECRET_FROM).getBytes(StandardCharsets.US_ASCII);
    }

    /// What stands in `berth.yaml` in place of the key.
    public String hash() {
        return id() + ":" + HexFormat.of().formatHex(sha256().digest(secret()));
    }

    /// The whole key, to be shown to its owner once.
    public String reveal() {
        return text;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Without the secret.
    @Override
    public String toString() {
        return PREFIX + id() + "_…";
    }
}
