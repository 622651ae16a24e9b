package dev.berth.server.auth;

import dev.berth.server.auth.token.TokenVerdict;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Tokens that were found good a short while ago, by their SHA-256, so that a signature is not
/// verified with every request. Lives on one event loop.
///
/// What is here was good under the rules and the keys of then; with others it counts for nothing.
final class TokenCache {
    /// How long a token is accepted, at most. What its issuer withdraws in another way than by its
    /// keys lives on as long.
    static final Duration TIME_MAX = Duration.ofSeconds(60);

    /// Of one event loop; some hundred bytes each. Of what tokens say nothing is kept.
    static final int COUNT_MAX = 1024;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha256;

    /// The least recently used comes first.
    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /// The SHA-256 of a token.
    record Key(long first, long second, long third, long fourth) {}

    private record Entry(
            Caller caller,
            TokenVerdict.Ground ground,
            CredentialRegistry registry,
            long untilMillis) {}

    /// @param sha256 used by this thread alone
    TokenCache(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    Key key(String token) {
        // Tokens are ASCII; any other character becomes `?`, which none has.
        byte[] digest = sha256.digest(token.getBytes(StandardCharsets.US_ASCII));
        return new Key(
                (long) LONGS.get(digest, 0),
                (long) LONGS.get(digest, 8),
                (long) LONGS.get(digest, 16),
                (long) LONGS.get(digest, 24));
    }

    /// The caller of the token; null if it must be verified.
    @SuppressWarnings("ReferenceEquality") // Each set of rules has a registry of its own.
    @Nullable Caller find(Key key, CredentialRegistry registry, Instant now) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.registry() == registry
                && now.toEpochMilli() < entry.untilMillis()
                && entry.ground().isCurrent()) {
            return entry.caller();
        }
        entries.remove(key);
        return null;
    }

    void put(
            Key key,
            CredentialRegistry registry,
            TokenVerdict.Valid token,
            Caller caller,
            Instant now) {
        Instant most = now.plus(TIME_MAX);
        Instant until = token.until().isBefore(most) ? token.until() : most;
        entries.put(key, new Entry(caller, token.ground(), registry, until.toEpochMilli()));
        if (entries.size() > COUNT_MAX) {
            var _ = entries.pollFirstEntry();
        }
    }

    int count() {
        return entries.size();
    }
}
