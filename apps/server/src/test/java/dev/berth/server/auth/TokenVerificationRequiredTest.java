package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ConsumerName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.TokenIdentity;
import dev.berth.core.system.TokenIssuer;
import dev.berth.server.auth.token.JwksServer;
import dev.berth.server.auth.token.TestIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import dev.berth.testkit.Await;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens that were not seen before, on an event loop that a test turns by hand.
final class TokenVerificationRequiredTest {
    private static final Signing KEY = TestIssuer.ec("k1");

    private final JwksServer jwks = JwksServer.start(TestIssuer.keySet(KEY));
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final List<String> known = new ArrayList<>();
    private volatile AccessRules rules = rules("svc-shop");
    private final Access access =
            Access.of(
                    () -> rules,
                    "127.0.0.1",
                    AccessOptions.defaults(),
                    Access.Certificates.NONE,
                    InstantSource.system());
    private final RequestAuthorizer authorizer = access.authorizer(loop::add);

    @BeforeEach
    void fetch() {
        access.awaitKeys(Await.TIMEOUT);
    }

    @AfterEach
    void stop() {
        access.close();
        jwks.close();
    }

    private AccessRules rules(String subject) {
        var issuer =
                new TokenIssuer(
                        "corp",
                        TestIssuer.ISSUER,
                        TestIssuer.AUDIENCE,
                        jwks.address(),
                        TokenIssuer.ALGORITHMS_DEFAULT,
                        Duration.ofSeconds(30));
        var shop =
                new ApiConsumer(
                        ConsumerName.of("shop"),
                        "Ranks",
                        Optional.empty(),
                        Optional.empty(),
                        new ApiConsumer.Credentials(
                                List.of(),
                                List.of(),
                                List.of(new TokenIdentity("corp", Map.of("sub", subject)))),
                        Optional.empty(),
                        Optional.empty(),
                        false);
        return new AccessRules(
                List.of(shop), List.of(issuer), AnonymousPolicy.DENY, Set.of(), List.of());
    }

    private static AccessRequest request(Signing key, String issuer) {
        Map<String, Object> claims = TestIssuer.claims(Instant.now(), "svc-shop");
        claims.put("iss", issuer);
        return new AccessRequest(
                "POST",
                "/v2/models/fake/infer",
                HttpHeaders.headers()
                                .add("authorization", "Bearer " + TestIssuer.token(key, claims))
                        ::get,
                connection(),
                null);
    }

    private static AccessRequest request(Signing key) {
        return request(key, TestIssuer.ISSUER);
    }

    private static HttpConnection connection() {
        return (HttpConnection)
                Proxy.newProxyInstance(
                        TokenVerificationRequiredTest.class.getClassLoader(),
                        new Class<?>[] {HttpConnection.class},
                        (proxy, method, arguments) ->
                                SocketAddress.inetSocketAddress(1234, "192.0.2.7"));
    }

    private TokenVerificationRequired unverified(AccessRequest request) {
        return Objects.requireNonNull(
                catchThrowableOfType(
                        TokenVerificationRequired.class, () -> authorizer.identify(request)));
    }

    /// The protocol handler's part for a request.
    private void ask(AccessRequest request) {
        try {
            known.add(authorizer.identify(request).name());
        } catch (TokenVerificationRequired token) {
            authorizer.verify(token, () -> ask(request));
        } catch (ProblemException e) {
            known.add(e.problem().code().code());
        }
    }

    private void turn() throws InterruptedException {
        Await.next(loop).run();
    }

    @Test
    void identify_aNewToken_isKnownAfterItWasVerifiedElsewhere() throws InterruptedException {
        AccessRequest request = request(KEY);
        ask(request);
        assertThat(known).isEmpty();
        turn();
        assertThat(known).containsExactly("shop");
        assertThat(authorizer.identify(request).name()).isEqualTo("shop");
    }

    @Test
    void identify_aForgedToken_isRefusedEachTimeItWasVerified() throws InterruptedException {
        AccessRequest request = request(TestIssuer.ec("k1"));
        for (int i = 1; i <= 2; i++) {
            ask(request);
            turn();
            assertThat(known).hasSize(i).containsOnly(ProblemCode.UNAUTHENTICATED.code());
        }
        assertThat(unverified(request)).hasNoCause();
    }

    @Test
    void identify_oneNewTokenInManyRequests_isVerifiedOnce() throws InterruptedException {
        AccessRequest request = request(KEY);
        for (int i = 0; i < 1000; i++) {
            ask(request);
        }
        turn();
        assertThat(known).hasSize(1000).containsOnly("shop");
        assertThat(loop).isEmpty();
    }

    @Test
    void identify_whileOthersAreVerified_isNotTakenForThem() throws InterruptedException {
        ask(request(KEY));
        ask(request(TestIssuer.ec("k1")));
        turn();
        turn();
        assertThat(known).containsExactlyInAnyOrder("shop", ProblemCode.UNAUTHENTICATED.code());
    }

    @Test
    void identify_underOtherRulesThanItWasVerified_isVerifiedAnew() throws InterruptedException {
        AccessRequest request = request(KEY);
        ask(request);
        rules = rules("svc-other");
        turn();
        assertThat(known).isEmpty();
        turn();
        assertThat(known).containsExactly(ProblemCode.UNAUTHENTICATED.code());
    }

    /// A caller with forged tokens without a signature does not make others wait.
    @Test
    void identify_aTokenOfNoIssuer_isRefusedHere() {
        ask(request(KEY, "https://elsewhere.example.org"));
        ask(request(TestIssuer.ec("k2")));
        assertThat(known).hasSize(2).containsOnly(ProblemCode.UNAUTHENTICATED.code());
        assertThat(loop).isEmpty();
    }
}
