package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.server.auth.AccessOptions;
import dev.berth.server.auth.token.JwksServer;
import dev.berth.server.auth.token.KeyFetching;
import dev.berth.server.auth.token.TestIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import dev.berth.testkit.Await;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Consumers that are known by tokens, over both protocols, while keys come and go.
final class TokenConsumersTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String INFER = "/v2/models/fake/infer";
    private static final Duration LONG = Duration.ofHours(1);
    private static final Signing KEY = TestIssuer.ec("k1");

    @TempDir private Path directory;

    private JwksServer jwks;
    private @Nullable TestServer running;

    @BeforeEach
    void serveKeys() throws IOException {
        jwks = JwksServer.start(TestIssuer.keySet(KEY));
        Path endpoints = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                endpoints.resolve("over.yaml"), "summary: Multiples\nsteps: {it: {model: fake}}\n");
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
        jwks.close();
    }

    private String yaml() {
        return """
        name: test
        issuers:
          corp:
            issuer: https://login.example.org
            audience: models
            jwks: %s
        consumers:
          shop:
            purpose: Ranks what the shop shows
            models: [fake]
            endpoints: [over]
            tokens: [{issuer: corp, subject: svc-shop}]
          ops:
            purpose: Rolls models out
            management: true
            tokens: [{issuer: corp, claims: {azp: ops}}]
            keys: [{hash: "%s"}]
        """
                .formatted(jwks.address(), KEYS.operator.hash());
    }

    private void start(String yaml, Duration interval, Duration unknownKeyPause) {
        var fetching =
                new KeyFetching(
                        interval,
                        Duration.ofMillis(100),
                        unknownKeyPause,
                        Duration.ofSeconds(10),
                        100_000);
        running =
                TestServer.start(
                        directory,
                        yaml,
                        options ->
                                options.withAccess(
                                                AccessOptions.defaults().withKeyFetching(fetching))
                                        .withServing(
                                                options.serving()
                                                        .withWatching(
                                                                Optional.of(
                                                                        Duration.ofMillis(200)))));
    }

    private TestServer server() {
        return Objects.requireNonNull(running);
    }

    private void start() {
        start(yaml(), LONG, LONG);
        awaitKeys();
    }

    /// A server waits for them a few seconds only, which may be too little for a busy machine.
    private void awaitKeys() {
        Await.until(() -> metrics().contains("berth_jwks_keys{issuer=\"corp\"} 1.0"));
    }

    private static Map<String, Object> claims(String subject) {
        return TestIssuer.claims(Instant.now(), subject);
    }

    private static String token(String subject) {
        return TestIssuer.token(KEY, claims(subject));
    }

    private static String ops() {
        Map<String, Object> claims = claims("anybody");
        claims.put("azp", "ops");
        return TestIssuer.token(KEY, claims);
    }

    private HttpResponse<String> post(String path, String body, String token) {
        return server().post(path, body, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> asked(String token) {
        return post(INFER, infer(1, 2, 3), token);
    }

    private static ClientInterceptor with(String token) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + token);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private Status.Code rpc(GrpcClient client, String token) {
        try {
            var answer =
                    client.stub()
                            .withInterceptors(with(token))
                            .modelInfer(GrpcClient.request("1", 1, 2, 3));
            assertThat(GrpcClient.first(answer)).isEqualTo(2);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    @Test
    void token_ofAConsumer_letsItDoWhatItMayAndNoMore() {
        start();
        String shop = token("svc-shop");
        try (var log = CapturedLog.open()) {
            assertThat(asked(shop).statusCode()).isEqualTo(200);
            Await.until(() -> log.text().contains("POST " + INFER));
            assertThat(log.text()).contains(" shop ").doesNotContain(shop);
        }
        assertThat(post("/v1/endpoints/over:predict", "{\"x\":[1,2,3]}", shop).statusCode())
                .isEqualTo(200);
        assertThat(post("/v1/models/tiny:predict", "{}", shop).statusCode()).isEqualTo(403);
        assertThat(post("/v2/repository/models/fake/unload", "", shop).statusCode()).isEqualTo(403);
        for (String change : new String[] {"unload", "load"}) {
            assertThat(post("/v2/repository/models/tiny/" + change, "", ops()).statusCode())
                    .isEqualTo(200);
        }
        try (GrpcClient client = GrpcClient.of(server())) {
            assertThat(rpc(client, shop)).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void token_ofAnyWrongKind_isRefusedAlikeAndTheLogSaysWhy() {
        start();
        Map<String, Object> late = claims("svc-shop");
        late.put("exp", Instant.now().getEpochSecond() - 3600);
        Map<String, Object> others = claims("svc-shop");
        others.put("aud", "others");
        Map<String, String> wrong =
                Map.of(
                        "token-expired",
                        TestIssuer.token(KEY, late),
                        "token-audience",
                        TestIssuer.token(KEY, others),
                        "token-signature",
                        TestIssuer.token(TestIssuer.ec("k1"), claims("svc-shop")),
                        "token-unknown",
                        token("svc-nobody"),
                        "token-key-unknown",
                        TestIssuer.token(TestIssuer.ec("k9"), claims("svc-shop")),
                        "token-malformed",
                        "eyJhbGciOiJub25lIn0.e30.",
                        "key-malformed",
                        "letmein");
        Set<String> bodies = new HashSet<>();
        try (var log = CapturedLog.open();
                GrpcClient client = GrpcClient.of(server())) {
            wrong.forEach(
                    (reason, token) -> {
                        HttpResponse<String> answer = asked(token);
                        assertThat(answer.statusCode()).as(reason).isEqualTo(401);
                        assertThat(answer.headers().firstValue("www-authenticate"))
                                .contains("Bearer realm=\"berth\"");
                        bodies.add(answer.body());
                        assertThat(log.text()).contains(reason).doesNotContain(token);
                        assertThat(rpc(client, token))
                                .as(reason)
                                .isEqualTo(Status.Code.UNAUTHENTICATED);
                    });
        }
        assertThat(bodies).hasSize(1);
    }

    @Test
    void token_thatStandsForTwo_isRefused() {
        start();
        Map<String, Object> both = claims("svc-shop");
        both.put("azp", "ops");
        try (var log = CapturedLog.open()) {
            assertThat(asked(TestIssuer.token(KEY, both)).statusCode()).isEqualTo(401);
            assertThat(log.text()).contains("token-ambiguous, token of corp for svc-shop");
        }
    }

    @Test
    void start_withoutTheIssuersKeys_is503ForItsTokensUntilTheyCome() {
        jwks.answers(500);
        start(yaml(), LONG, LONG);
        String shop = token("svc-shop");
        HttpResponse<String> answer = post("/v1/models/fake:predict", "{\"x\":[1,2,3]}", shop);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(TestServer.json(answer).path("code").asText())
                .isEqualTo("token-issuer-unavailable");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.headers().firstValue("www-authenticate")).isEmpty();
        assertThat(
                        server().post(INFER, infer(1, 2, 3), "x-api-key", KEYS.operator.reveal())
                                .statusCode())
                .isEqualTo(200);
        try (GrpcClient client = GrpcClient.of(server())) {
            assertThat(rpc(client, shop)).isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(server().get("/v2/health/ready").statusCode()).isEqualTo(200);
        jwks.answers(200);
        Await.until(() -> asked(shop).statusCode() == 200);
    }

    @Test
    void start_withTheIssuersKeys_knowsItsTokensFromTheFirstCallOn() {
        for (int i = 0; i < 3; i++) {
            start(yaml(), LONG, LONG);
            assertThat(asked(token("svc-shop")).statusCode()).isEqualTo(200);
            server().close();
        }
    }

    @Test
    void keys_rotatedWhileServing_letNewTokensInAndOldOnesOut() {
        start(yaml(), Duration.ofSeconds(1), Duration.ZERO);
        awaitKeys();
        String old = token("svc-shop");
        assertThat(asked(old).statusCode()).isEqualTo(200);
        Signing next = TestIssuer.rsa("k2");
        String fresh = TestIssuer.token(next, claims("svc-shop"));
        assertThat(asked(fresh).statusCode()).isIn(401, 503);
        jwks.serves(TestIssuer.keySet(KEY, next));
        Await.until(() -> asked(fresh).statusCode() == 200);
        assertThat(asked(old).statusCode()).isEqualTo(200);
        jwks.serves(TestIssuer.keySet(next));
        Await.until(() -> asked(old).statusCode() != 200);
        assertThat(asked(fresh).statusCode()).isEqualTo(200);
    }

    @Test
    void keys_unreachableLater_stayInForceAndItIsTold() {
        start(yaml(), Duration.ofSeconds(1), LONG);
        awaitKeys();
        String shop = token("svc-shop");
        assertThat(asked(shop).statusCode()).isEqualTo(200);
        try (var log = CapturedLog.open()) {
            jwks.close();
            Await.until(() -> log.text().contains("the keys of issuer corp cannot be fetched"));
        }
        assertThat(asked(token("svc-shop")).statusCode()).isEqualTo(200);
        assertThat(metrics())
                .contains("berth_jwks_keys{issuer=\"corp\"} 1.0")
                .containsPattern(
                        "berth_jwks_refreshes_total\\{issuer=\"corp\",result=\"failure\"\\} [1-9]");
    }

    private String metrics() {
        return server().send(
                        server().request("/metrics").header("x-api-key", KEYS.operator.reveal()))
                .body();
    }

    @Test
    void tokens_withMadeUpKeys_doNotHaveTheIssuerAsked() {
        start();
        for (int i = 0; i < 100; i++) {
            var made = new Signing(KEY.algorithm(), KEY.key(), TestIssuer.ec("made-" + i).shown());
            assertThat(asked(TestIssuer.token(made, claims("svc-shop"))).statusCode())
                    .isEqualTo(401);
        }
        assertThat(jwks.requestCount()).isEqualTo(1);
        assertThat(asked(token("svc-shop")).statusCode()).isEqualTo(200);
    }

    @Test
    void berthYaml_withoutTheTokenAnyMore_endsItAlthoughItWasVerified() {
        start();
        String shop = token("svc-shop");
        assertThat(asked(shop).statusCode()).isEqualTo(200);
        Consumers.write(directory, yaml().replace("subject: svc-shop", "subject: svc-shop-2"));
        Await.until(() -> asked(shop).statusCode() == 401);
        assertThat(asked(token("svc-shop-2")).statusCode()).isEqualTo(200);
        assertThat(jwks.requestCount()).isEqualTo(1);
    }

    @Test
    void berthYaml_withABrokenIssuer_changesNothing() {
        start();
        try (var log = CapturedLog.open()) {
            Consumers.write(directory, yaml().replace("audience: models", "audience: []"));
            Await.until(
                    () -> {
                        var _ = server().get("/v2");
                        return log.text().contains("the access rules stay as they were");
                    });
        }
        assertThat(asked(token("svc-shop")).statusCode()).isEqualTo(200);
        assertThat(asked(token("svc-nobody")).statusCode()).isEqualTo(401);
    }

    @Test
    void anonymous_whereTheyMayCall_predictAndAreRecordedSo() {
        start(yaml() + "anonymous: allow\n", LONG, LONG);
        try (var log = CapturedLog.open()) {
            assertThat(server().post(INFER, infer(1, 2, 3)).statusCode()).isEqualTo(200);
            assertThat(asked(token("svc-nobody")).statusCode()).isEqualTo(200);
            Await.until(
                    () -> log.lines().stream().filter(l -> l.contains(" anonymous ")).count() == 2);
        }
        assertThat(server().post("/v2/repository/models/fake/unload", "").statusCode())
                .isEqualTo(403);
        assertThat(asked("letmein").statusCode()).isEqualTo(401);
        assertThat(asked(TestIssuer.token(TestIssuer.ec("k1"), claims("svc-shop"))).statusCode())
                .isEqualTo(401);
        assertThat(
                        server().post(INFER, infer(1, 2, 3), "x-api-key", KEYS.revoked.reveal())
                                .statusCode())
                .isEqualTo(401);
        assertThat(metrics()).contains("berth_consumer_requests_total{consumer=\"anonymous\"} 2.0");
        try (GrpcClient client = GrpcClient.of(server())) {
            var answer = client.stub().modelInfer(GrpcClient.request("1", 1, 2, 3));
            assertThat(GrpcClient.first(answer)).isEqualTo(2);
        }
    }

    /// Where strangers are answered on the loopback address, a page of any site could have its name
    /// lead there.
    @Test
    void anonymous_askingForAnotherHost_areRefused() {
        start(yaml() + "anonymous: allow\n", LONG, LONG);
        String answer =
                RawHttp.send(server().server().port(), "GET /v2 HTTP/1.1\nHost: evil.example");
        assertThat(answer).contains("403").contains("evil.example");
    }

    @Test
    void grpc_withAWrongToken_saysNothingOfWhy() {
        start();
        try (GrpcClient client = GrpcClient.of(server())) {
            StatusRuntimeException failure =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () ->
                                    client.stub()
                                            .withInterceptors(with(token("svc-nobody")))
                                            .modelInfer(GrpcClient.request("1", 1, 2, 3)));
            assertThat(failure.getMessage())
                    .contains("unauthenticated")
                    .doesNotContain("unknown")
                    .doesNotContain("svc-nobody");
        }
    }
}
