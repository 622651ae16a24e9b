package dev.berth.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The public keys of an issuer, as they were at one time. Immutable and thread-safe.
///
/// Source: RFC 7517; as it requires, keys that are not understood are ignored.
public final class KeySet {
    /// Issuers have a few; a token without `kid` is held against none but the only one that fits.
    static final int KEYS_MAX = 100;

    private final String text;
    private final List<VerificationKey> keys;
    private final int passedOver;

    private KeySet(String text, List<VerificationKey> keys, int passedOver) {
        this.text = text;
        this.keys = List.copyOf(keys);
        this.passedOver = passedOver;
    }

    /// @throws IOException if this is no key set
    static KeySet parse(String text) throws IOException {
        List<Object> entries;
        try {
            entries = JSONObjectUtils.getJSONArray(JSONObjectUtils.parse(text), "keys");
        } catch (ParseException | RuntimeException e) {
            throw new IOException("this is no JSON Web Key Set", e);
        }
        if (entries == null) {
            throw new IOException("this is no JSON Web Key Set: it has no `keys`");
        }
        if (entries.size() > KEYS_MAX) {
            throw new IOException(entries.size() + " keys (expected: at most " + KEYS_MAX + ")");
        }
        List<VerificationKey> keys = new ArrayList<>();
        for (Object entry : entries) {
            key(entry).ifPresent(keys::add);
        }
        return new KeySet(text, keys, entries.size() - keys.size());
    }

    @SuppressWarnings("unchecked") // The parser's objects have text as keys.
    private static Optional<VerificationKey> key(Object entry) {
        if (!(entry instanceof Map<?, ?> object)) {
            return Optional.empty();
        }
        try {
            return VerificationKey.of(JWK.parse((Map<String, Object>) object));
        } catch (ParseException | JOSEException | RuntimeException notUnderstood) {
            return Optional.empty();
        }
    }

    boolean isOf(String other) {
        return text.equals(other);
    }

    int count() {
        return keys.size();
    }

    /// Entries that are no keys for signatures, or of a kind that is not known.
    int passedOver() {
        return passedOver;
    }

    /// Whether there is a key with this id, of whatever kind.
    boolean has(@Nullable String id) {
        return id == null || keys.stream().anyMatch(key -> id.equals(key.id()));
    }

    /// The key to verify with: by its id, or without one the only one that fits.
    Optional<VerificationKey> find(@Nullable String id, JWSAlgorithm algorithm) {
        List<VerificationKey> fitting =
                keys.stream()
                        .filter(key -> id == null || id.equals(key.id()))
                        .filter(key -> key.fits(algorithm))
                        .toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }
}
