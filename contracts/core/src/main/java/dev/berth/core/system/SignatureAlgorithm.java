package dev.berth.core.system;

/// How tokens may be signed: by a private key, so that the caller that can verify one cannot make
/// one. That is why there is no HMAC among them, and `none` is none.
public enum SignatureAlgorithm {
    RS256("RS256"),
    RS384("RS384"),
    RS512("RS512"),
    PS256("PS256"),
    PS384("PS384"),
    PS512("PS512"),
    ES256("ES256"),
    ES384("ES384"),
    ES512("ES512"),
    /// With Ed25519.
    EDDSA("EdDSA");

    private final String label;

    SignatureAlgorithm(String label) {
        this.label = label;
    }

    /// The name as tokens and `berth.yaml` have it (RFC 7518, RFC 8037).
    public String label() {
        return label;
    }
}
