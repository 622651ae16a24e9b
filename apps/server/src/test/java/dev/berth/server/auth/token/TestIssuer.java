package dev.berth.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An issuer of keys and tokens, valid and invalid ones.
public final class TestIssuer {
    public static final String ISSUER = "https://login.example.org";
    public static final String AUDIENCE = "models";

    /// A key with its private half.
    ///
    /// @param shown the public half, as a key set has it
    public record Signing(JWSAlgorithm algorithm, PrivateKey key, JWK shown) {
        public String id() {
            return shown.getKeyID();
        }

        Signing by(JWSAlgorithm other) {
            return new Signing(other, key, shown);
        }
    }

    private TestIssuer() {}

    public static Signing rsa(String id) {
        return rsa(id, 2048);
    }

    static Signing rsa(String id, int bits) {
        KeyPair pair = pair("RSA", generator -> generator.initialize(bits));
        return new Signing(
                JWSAlgorithm.RS256,
                pair.getPrivate(),
                new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build());
    }

    public static Signing ec(String id) {
        KeyPair pair =
                pair("EC", generator -> generator.initialize(new ECGenParameterSpec("secp256r1")));
        return new Signing(
                JWSAlgorithm.ES256,
                pair.getPrivate(),
                new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).keyID(id).build());
    }

    public static Signing ed(String id) {
        KeyPair pair = pair("Ed25519", generator -> {});
        return new Signing(
                JWSAlgorithm.EdDSA,
                pair.getPrivate(),
                new OctetKeyPair.Builder(Curve.Ed25519, encoded((EdECPublicKey) pair.getPublic()))
                        .keyID(id)
                        .build());
    }

    private static Base64URL encoded(EdECPublicKey key) {
        byte[] y = key.getPoint().getY().toByteArray();
        byte[] encoded = new byte[32];
        for (int i = 0; i < y.length && i < 32; i++) {
            encoded[i] = y[y.length - 1 - i];
        }
        if (key.getPoint().isXOdd()) {
            encoded[31] |= (byte) 0x80;
        }
        return Base64URL.encode(encoded);
    }

    private interface Setting {
        void apply(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static KeyPair pair(String kind, Setting setting) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            setting.apply(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String keySet(Signing... keys) {
        return new JWKSet(Arrays.stream(keys).map(Signing::shown).toList()).toString();
    }

    /// What a good token says at this time.
    public static Map<String, Object> claims(Instant now, String subject) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("aud", List.of("others", AUDIENCE));
        claims.put("sub", subject);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 600);
        return claims;
    }

    public static String token(Signing signing, Map<String, Object> claims) {
        var header =
                new JWSHeader.Builder(signing.algorithm())
                        .keyID(signing.id())
                        .type(JOSEObjectType.JWT)
                        .build();
        return sign(signing, header.toString(), JSONObjectUtils.toJSONString(claims));
    }

    /// The same with this header and these claims, be they JSON or not.
    static String sign(Signing signing, String header, String claims) {
        String input = encoded(header) + "." + encoded(claims);
        return input + "." + signature(signing, input);
    }

    static String encoded(String text) {
        return Base64URL.encode(text).toString();
    }

    private static String signature(Signing signing, String input) {
        byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
        try {
            if (signing.algorithm().equals(JWSAlgorithm.EdDSA)) {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(signing.key());
                signature.update(bytes);
                return Base64URL.encode(signature.sign()).toString();
            }
            JWSSigner signer =
                    signing.shown() instanceof ECKey
                            ? new ECDSASigner(signing.key(), Curve.P_256)
                            : new RSASSASigner(
                                    signing.key(), Set.of(AllowWeakRSAKey.getInstance()));
            return signer.sign(new JWSHeader(signing.algorithm()), bytes).toString();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /// A token that takes the text of a public key for a shared secret, the oldest trick.
    static String mac(String id, byte[] secret, Map<String, Object> claims) {
        String header = "{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}";
        String input = encoded(header) + "." + encoded(JSONObjectUtils.toJSONString(claims));
        try {
            return input
                    + "."
                    + new MACSigner(secret)
                            .sign(
                                    new JWSHeader(JWSAlgorithm.HS256),
                                    input.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
