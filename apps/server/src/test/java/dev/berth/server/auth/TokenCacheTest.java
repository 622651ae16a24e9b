package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.AccessRules;
import dev.berth.core.system.TokenIssuer;
import dev.berth.server.auth.token.Issuers;
import dev.berth.server.auth.token.JwksServer;
import dev.berth.server.auth.token.KeyFetching;
import dev.berth.server.auth.token.TestIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import dev.berth.server.auth.token.TokenVerdict;
import dev.berth.server.auth.token.TokenVerifier;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TokenCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Signing KEY = TestIssuer.ec("k1");

    private final ManualTime time = new ManualTime();
    private final JwksServer jwks = JwksServer.start(TestIssuer.keySet(KEY));
    private final Issuers issuers =
            new Issuers(
                    new KeyFetching(
                            Duration.ofMillis(1),
                            Duration.ofMillis(1),
                            Duration.ZERO,
                            Duration.ofSeconds(10),
                            10_000),
                    time);
    private final TokenVerifier verifier =
            issuers.adopt(
                    List.of(
                            new TokenIssuer(
                                    "corp",
                                    TestIssuer.ISSUER,
                                    TestIssuer.AUDIENCE,
                                    jwks.address(),
                                    TokenIssuer.ALGORITHMS_DEFAULT,
                                    Duration.ofSeconds(30))));
    private final TokenCache cache = new TokenCache(ApiKeyToken.sha256());
    private final CredentialRegistry registry = registry();

    private CredentialRegistry registry() {
        return new CredentialRegistry(AccessRules.none(), verifier, new Quotas(time));
    }

    @BeforeEach
    void fetch() {
        issuers.awaitFirst(Await.TIMEOUT);
    }

    @AfterEach
    void stop() {
        issuers.close();
        jwks.close();
    }

    private TokenVerdict.Valid valid(Map<String, Object> claims) {
        return (TokenVerdict.Valid) verifier.verify(TestIssuer.token(KEY, claims), NOW);
    }

    private void put(String token, TokenVerdict.Valid verdict) {
        cache.put(cache.key(token), registry, verdict, Caller.ANYBODY, NOW);
    }

    private boolean has(String token, CredentialRegistry now, long secondsLater) {
        return cache.find(cache.key(token), now, NOW.plusSeconds(secondsLater)) != null;
    }

    @Test
    void token_thatWasFoundGood_isBelievedForAMinute() {
        put("a", valid(TestIssuer.claims(NOW, "s")));
        assertThat(has("a", registry, 59)).isTrue();
        assertThat(has("b", registry, 0)).isFalse();
        assertThat(has("a", registry, 60)).isFalse();
        assertThat(cache.count()).isZero();
    }

    @Test
    void token_thatExpiresSooner_isNotBelievedLonger() {
        Map<String, Object> claims = TestIssuer.claims(NOW, "s");
        claims.put("exp", NOW.getEpochSecond() - 25);
        put("a", valid(claims));
        assertThat(has("a", registry, 4)).isTrue();
        assertThat(has("a", registry, 5)).isFalse();
    }

    /// A thousand tokens of long lists of groups would be many megabytes on each event loop.
    @Test
    void token_thatIsBelieved_leavesNothingOfWhatItSays() {
        TokenVerdict.Valid verdict = valid(TestIssuer.claims(NOW, "s"));
        var claims = new WeakReference<>(verdict.claims());
        put("a", verdict);
        verdict = null;
        Await.until(
                () -> {
                    System.gc();
                    return claims.get() == null;
                });
        assertThat(has("a", registry, 1)).isTrue();
    }

    @Test
    void token_underOtherRules_isLookedAtAnew() {
        put("a", valid(TestIssuer.claims(NOW, "s")));
        assertThat(has("a", registry(), 0)).isFalse();
    }

    @Test
    void token_whoseIssuerHasOtherKeys_isLookedAtAnew() {
        TokenVerdict.Valid verdict = valid(TestIssuer.claims(NOW, "s"));
        put("a", verdict);
        jwks.serves(TestIssuer.keySet(KEY, TestIssuer.ec("k2")));
        Await.until(
                () -> {
                    time.advance(Duration.ofMillis(1));
                    return !verdict.ground().isCurrent();
                });
        assertThat(has("a", registry, 0)).isFalse();
    }

    @Test
    void tokens_beyondTheBound_pushOutThoseAskedForLongestAgo() {
        TokenVerdict.Valid verdict = valid(TestIssuer.claims(NOW, "s"));
        put("first", verdict);
        put("second", verdict);
        for (int i = 0; i < TokenCache.COUNT_MAX - 1; i++) {
            assertThat(has("first", registry, 0)).isTrue();
            put("token-" + i, verdict);
        }
        assertThat(cache.count()).isEqualTo(TokenCache.COUNT_MAX);
        assertThat(has("first", registry, 0)).isTrue();
        assertThat(has("second", registry, 0)).isFalse();
    }
}
