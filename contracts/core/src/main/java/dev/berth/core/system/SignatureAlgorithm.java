package dev.berth.core.system;

/// Algorithm of a token's signature. All are asymmetric, so that a verifier cannot forge tokens;
/// there is neither HMAC nor `none`.
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
