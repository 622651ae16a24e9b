package dev.berth.core.system;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/// An issuer of tokens (JWT) that are accepted, declared in `berth.yaml`.
///
/// @param name by which `berth.yaml`, logs and metrics call it
/// @param issuer what its tokens have as `iss`
/// @param audience what has to be among the `aud` of a token: those for others are refused
/// @param keys where its public keys are, as a JSON Web Key Set: an `https` address, an `http` one
///   of this machine, or an absolute `file`
/// @param algorithms with which its tokens may be signed
/// @param clockSkew by how much its clock may differ from the server's
public record TokenIssuer(
        String name,
        String issuer,
        String audience,
        URI keys,
        Set<SignatureAlgorithm> algorithms,
        Duration clockSkew) {
    public static final Duration CLOCK_SKEW_DEFAULT = Duration.ofSeconds(30);

    /// More would keep stolen tokens alive rather than help a clock.
    public static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);

    public static final Set<SignatureAlgorithm> ALGORITHMS_DEFAULT =
            Set.of(
                    SignatureAlgorithm.RS256,
                    SignatureAlgorithm.PS256,
                    SignatureAlgorithm.ES256,
                    SignatureAlgorithm.EDDSA);

    public TokenIssuer {
        algorithms = Set.copyOf(algorithms);
        if (clockSkew.isNegative() || clockSkew.compareTo(CLOCK_SKEW_MAX) > 0) {
            throw new IllegalArgumentException(
                    "clockSkew: " + clockSkew + " (expected: at most " + CLOCK_SKEW_MAX + ")");
        }
    }

    /// Where the keys are, without a query, which may hold secrets.
    public String shownKeys() {
        return keys.getScheme()
                + "://"
                + (keys.getRawAuthority() == null ? "" : keys.getRawAuthority())
                + keys.getRawPath();
    }

    @Override
    public String toString() {
        return "issuer " + name + ", " + issuer + " for " + audience + ", keys at " + shownKeys();
    }
}
