package dev.berth.server.access;

import dev.berth.core.system.AccessRules;
import dev.berth.core.system.Consumer;
import dev.berth.core.system.ConsumerKey;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The consumers of one set of rules, by what they present. Immutable.
final class KeyRing {
    /// What the secret of an unknown key is compared with, so that it takes as long as a known one.
    private static final byte[] NO_DIGEST = new byte[32];

    private final AccessRules rules;
    private final Map<String, Entry> keys = new HashMap<>();
    private final Map<String, Caller> byIdentity = new HashMap<>();

    KeyRing(AccessRules rules) {
        this.rules = rules;
        for (Consumer consumer : rules.consumers()) {
            var caller = new Caller(Optional.of(consumer));
            for (ConsumerKey key : consumer.keys()) {
                keys.put(key.id(), Entry.of(key, caller));
            }
            consumer.identities().forEach(identity -> byIdentity.put(identity, caller));
        }
    }

    AccessRules rules() {
        return rules;
    }

    /// Who has this key.
    ///
    /// @param digest SHA-256, used by this thread alone
    Verdict byKey(String presented, MessageDigest digest, Instant now) {
        Optional<ApiKey> parsed = ApiKey.parse(presented);
        if (parsed.isEmpty()) {
            return Verdict.refused(Refusal.KEY_MALFORMED, "");
        }
        ApiKey key = parsed.get();
        Entry entry = keys.get(key.id());
        byte[] expected = entry == null ? NO_DIGEST : entry.digest;
        boolean same = MessageDigest.isEqual(expected, digest.digest(key.secret()));
        if (entry == null) {
            return Verdict.refused(Refusal.KEY_UNKNOWN, "key " + key.id());
        }
        if (!same) {
            return Verdict.refused(Refusal.KEY_WRONG, entry.described);
        }
        if (entry.revoked) {
            return Verdict.refused(Refusal.KEY_REVOKED, entry.described);
        }
        if (entry.expires != null && !now.isBefore(entry.expires)) {
            return Verdict.refused(Refusal.KEY_EXPIRED, entry.described);
        }
        return entry.verdict;
    }

    /// Whom one of a certificate's identities stands for.
    Optional<Caller> byIdentity(Iterable<String> identities) {
        for (String identity : identities) {
            Caller caller = byIdentity.get(identity);
            if (caller != null) {
                return Optional.of(caller);
            }
        }
        return Optional.empty();
    }

    /// A known key.
    private static final class Entry {
        private final byte[] digest;
        private final @Nullable Instant expires;
        private final boolean revoked;
        private final String described;
        private final Verdict verdict;

        private Entry(ConsumerKey key, Caller caller) {
            this.digest = HexFormat.of().parseHex(key.secretDigest().hex());
            this.expires = key.expires().orElse(null);
            this.revoked = key.revoked();
            this.described = "key " + key.id() + " of consumer " + caller.name();
            this.verdict = new Verdict(caller, null, "");
        }

        static Entry of(ConsumerKey key, Caller caller) {
            return new Entry(key, caller);
        }
    }

    /// What came of looking at a key.
    ///
    /// @param caller null if it is refused
    /// @param who what may be logged of the key
    record Verdict(@Nullable Caller caller, @Nullable Refusal refusal, String who) {
        static Verdict refused(Refusal refusal, String who) {
            return new Verdict(null, refusal, who);
        }
    }
}
