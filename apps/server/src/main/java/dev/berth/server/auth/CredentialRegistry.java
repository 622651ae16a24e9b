package dev.berth.server.auth;

import dev.berth.core.system.AccessRules;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ConsumerKey;
import dev.berth.core.system.TokenIdentity;
import dev.berth.server.auth.token.TokenVerdict;
import dev.berth.server.auth.token.TokenVerifier;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The consumers of one set of rules, by their credentials. Immutable.
final class CredentialRegistry {
    /// What the secret of an unknown key is compared with, so that it takes as long as a known one.
    private static final byte[] NO_DIGEST = new byte[32];

    private final AccessRules rules;
    private final Map<String, Entry> keys = new HashMap<>();
    private final Map<String, Caller> byIdentity = new HashMap<>();
    private final List<Holder> tokens = new ArrayList<>();
    private final TokenVerifier verifier;

    /// Consumers whose tokens have these claims.
    private record Holder(TokenIdentity identity, Caller caller) {}

    /// @param verifier of tokens of the issuers that the rules name
    CredentialRegistry(AccessRules rules, TokenVerifier verifier, Quotas quotas) {
        this.rules = rules;
        this.verifier = verifier;
        for (ApiConsumer consumer : rules.consumers()) {
            Caller caller = Caller.of(consumer, quotas.of(consumer));
            ApiConsumer.Credentials credentials = consumer.credentials();
            for (ConsumerKey key : credentials.keys()) {
                keys.put(key.id(), Entry.of(key, caller));
            }
            credentials.identities().forEach(identity -> byIdentity.put(identity, caller));
            credentials.tokens().forEach(token -> tokens.add(new Holder(token, caller)));
        }
    }

    /// Whether undeclared callers may call. False without consumers: these may have been forgotten,
    /// or be unreadable.
    boolean admitsAnonymous() {
        return rules.anonymous() == AnonymousPolicy.ALLOW && !rules.consumers().isEmpty();
    }

    TokenVerifier verifier() {
        return verifier;
    }

    AccessRules rules() {
        return rules;
    }

    /// The holder of this key.
    ///
    /// @param digest SHA-256, used by this thread alone
    Verdict byKey(String presented, MessageDigest digest, Instant now) {
        Optional<ApiKeyToken> parsed = ApiKeyToken.parse(presented);
        if (parsed.isEmpty()) {
            return Verdict.refused(AccessDenialReason.KEY_MALFORMED, "", "");
        }
        ApiKeyToken key = parsed.get();
        Entry entry = keys.get(key.id());
        byte[] expected = entry == null ? NO_DIGEST : entry.digest;
        boolean same = MessageDigest.isEqual(expected, digest.digest(key.secret()));
        if (entry == null) {
            return Verdict.refused(AccessDenialReason.KEY_UNKNOWN, "", "key " + key.id());
        }
        if (!same) {
            return entry.refused(AccessDenialReason.KEY_WRONG);
        }
        if (entry.revoked) {
            return entry.refused(AccessDenialReason.KEY_REVOKED);
        }
        if (entry.expires != null && !now.isBefore(entry.expires)) {
            return entry.refused(AccessDenialReason.KEY_EXPIRED);
        }
        return entry.verdict;
    }

    /// The consumers with the identities of a certificate: no consumer, one, or, which is a error,
    /// more.
    Set<Caller> byIdentities(Iterable<String> identities) {
        Set<Caller> callers = new HashSet<>();
        for (String identity : identities) {
            Caller caller = byIdentity.get(identity);
            if (caller != null) {
                callers.add(caller);
            }
        }
        return callers;
    }

    /// The consumers of a token: no consumer, one, or, which is an error, more.
    Set<Caller> byToken(TokenVerdict.Valid token) {
        Set<Caller> callers = new HashSet<>();
        for (Holder holder : tokens) {
            if (stands(token, holder.identity())) {
                callers.add(holder.caller());
            }
        }
        return callers;
    }

    private static boolean stands(TokenVerdict.Valid token, TokenIdentity identity) {
        return token.issuer().equals(identity.issuer())
                && identity.claims().entrySet().stream()
                        .allMatch(claim -> token.has(claim.getKey(), claim.getValue()));
    }

    /// A known key.
    private static final class Entry {
        private final byte[] digest;
        private final @Nullable Instant expires;
        private final boolean revoked;
        private final String consumer;
        private final String described;
        private final Verdict verdict;

        private Entry(ConsumerKey key, Caller caller) {
            this.digest = HexFormat.of().parseHex(key.secretDigest().hex());
            this.expires = key.expires().orElse(null);
            this.revoked = key.revoked();
            this.consumer = caller.name();
            this.described = "key " + key.id() + " of consumer " + caller.name();
            this.verdict = new Verdict(caller, null, "", "");
        }

        Verdict refused(AccessDenialReason refusal) {
            return Verdict.refused(refusal, consumer, described);
        }

        static Entry of(ConsumerKey key, Caller caller) {
            return new Entry(key, caller);
        }
    }

    /// Result of the lookup of a key.
    ///
    /// @param caller null if it is refused
    /// @param consumer whose key it is or pretends to be; empty if that is not known
    /// @param who loggable identity of the key
    record Verdict(
            @Nullable Caller caller,
            @Nullable AccessDenialReason refusal,
            String consumer,
            String who) {
        static Verdict refused(AccessDenialReason refusal, String consumer, String who) {
            return new Verdict(null, refusal, consumer, who);
        }
    }
}
