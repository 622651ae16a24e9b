package dev.berth.benchmarks.stage;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.berth.core.system.TokenIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/// Token issuer for the authentication benchmark.
final class MeasuredIssuer {
    static final String NAME = "measured";

    private static final Duration LIFE = Duration.ofDays(1);

    private final ECKey key;
    private final Path keys;

    MeasuredIssuer() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
            keys =
                    Files.writeString(
                            Files.createTempFile("berth-keys", ".json"),
                            new JWKSet(key.toPublicJWK()).toString());
            keys.toFile().deleteOnExit();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TokenIssuer declared() {
        return new TokenIssuer(
                NAME,
                NAME,
                "models",
                keys.toUri(),
                TokenIssuer.ALGORITHMS_DEFAULT,
                TokenIssuer.CLOCK_SKEW_DEFAULT);
    }

    String token(String subject) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(NAME)
                        .audience("models")
                        .subject(subject)
                        .expirationTime(Date.from(Instant.now().plus(LIFE)))
                        .build();
        try {
            var token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build(), claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
