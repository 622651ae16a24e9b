package dev.berth.fuzzing;

import dev.berth.core.system.TokenIssuer;
import dev.berth.server.auth.token.Issuers;
import dev.berth.server.auth.token.KeyFetching;
import dev.berth.server.auth.token.KeySetProbe;
import dev.berth.server.auth.token.TokenVerdict;
import dev.berth.server.auth.token.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Fuzz target: an untrusted token, and, as both are JSON within, an issuer's key set. No token is
/// valid: the signed one is for another audience.
final class Tokens implements Target {
    /// Source: RFC 7515, appendix A.3.
    private static final String KEYS =
            """
            {"keys": [{"kty": "EC", "crv": "P-256", "use": "sig",
              "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}, {"kty": "oct", "k": "AAAA"}]}
            """;

    private static final String TOKEN =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcG"
                    + "xlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDx"
                    + "w5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    private static final Instant THEN = Instant.ofEpochSecond(1_300_819_300);

    private final Issuers issuers = new Issuers(KeyFetching.defaults(), System::nanoTime);
    private final TokenVerifier verifier;

    Tokens() {
        try {
            Path file = Files.writeString(Files.createTempFile("berth-keys", ".json"), KEYS);
            file.toFile().deleteOnExit();
            verifier =
                    issuers.adopt(
                            List.of(
                                    new TokenIssuer(
                                            "joe",
                                            "joe",
                                            "models",
                                            file.toUri(),
                                            TokenIssuer.ALGORITHMS_DEFAULT,
                                            Duration.ZERO)));
            issuers.awaitFirst(Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                Bytes.utf8(TOKEN),
                Bytes.utf8("eyJhbGciOiJub25lIn0.e30."),
                Bytes.utf8(KEYS),
                Bytes.utf8("{\"keys\":[]}"));
    }

    @Override
    public void accept(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (verifier.verify(text, THEN) instanceof TokenVerdict.Valid) {
            throw new AssertionError("a token without a valid signature is good");
        }
        KeySetProbe.parse(text);
    }

    @Override
    public void close() {
        issuers.close();
    }
}
