package dev.berth.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A public key of an issuer, ready to verify. Immutable and thread-safe.
///
/// The algorithms that it verifies are those of its own kind: a token's `alg` chooses among them
/// and cannot have a key be taken for one of another kind.
///
/// @param id the key's `kid`; null if it has none
/// @param only the one algorithm that the key is for, if it says so
record VerificationKey(@Nullable String id, @Nullable JWSAlgorithm only, JWSVerifier verifier) {
    /// Shorter ones are not safe; source: RFC 7518, section 3.3.
    private static final int RSA_BITS_MIN = 2048;

    /// Longer ones would take milliseconds of an event loop.
    private static final int RSA_BITS_MAX = 8192;

    /// Empty for a key that is not for verifying signatures, or of a kind that is not known here:
    /// symmetric ones, whatever they are for, among them.
    static Optional<VerificationKey> of(JWK key) throws JOSEException {
        if (!isForSignatures(key)) {
            return Optional.empty();
        }
        JWSVerifier verifier =
                switch (key) {
                    case RSAKey rsa when isOfGoodLength(rsa) ->
                            new RSASSAVerifier(rsa.toRSAPublicKey());
                    case ECKey ec when isOfKnownCurve(ec) -> new ECDSAVerifier(ec.toECPublicKey());
                    case OctetKeyPair okp when Curve.Ed25519.equals(okp.getCurve()) ->
                            new Ed25519Verifier(okp.getDecodedX());
                    default -> null;
                };
        if (verifier == null) {
            return Optional.empty();
        }
        JWSAlgorithm only =
                key.getAlgorithm() == null
                        ? null
                        : JWSAlgorithm.parse(key.getAlgorithm().getName());
        return Optional.of(new VerificationKey(key.getKeyID(), only, verifier));
    }

    private static boolean isForSignatures(JWK key) {
        Set<KeyOperation> operations = key.getKeyOperations();
        return (key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                && (operations == null || operations.contains(KeyOperation.VERIFY));
    }

    private static boolean isOfGoodLength(RSAKey key) {
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
    }

    private static boolean isOfKnownCurve(ECKey key) {
        return Curve.P_256.equals(key.getCurve())
                || Curve.P_384.equals(key.getCurve())
                || Curve.P_521.equals(key.getCurve());
    }

    boolean fits(JWSAlgorithm algorithm) {
        return verifier.supportedJWSAlgorithms().contains(algorithm)
                && (only == null || only.equals(algorithm));
    }
}
