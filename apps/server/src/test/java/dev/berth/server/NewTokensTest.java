package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.server.auth.token.JwksServer;
import dev.berth.server.auth.token.TestIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import dev.berth.testkit.Await;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that were not seen before, whose signatures are verified on other threads: whatever comes
/// meanwhile stays whole and in its order, over all protocols.
final class NewTokensTest {
    private static final String INFER = "/v2/models/fake/infer";
    private static final Signing KEY = TestIssuer.ec("k1");

    @TempDir private Path directory;

    private JwksServer jwks;
    private TestServer server;

    @BeforeEach
    void start() {
        jwks = JwksServer.start(TestIssuer.keySet(KEY));
        server =
                TestServer.start(
                        directory,
                        """
                        name: test
                        issuers:
                          corp:
                            issuer: https://login.example.org
                            audience: models
                            jwks: %s
                        consumers:
                          shop:
                            purpose: Ranks what the shop shows
                            tokens: [{issuer: corp, subject: svc-shop}]
                        public-routes: [metrics]
                        """
                                .formatted(jwks.address()),
                        options -> options);
        // A server waits for them a few seconds only, which may be too little for a busy machine.
        Await.until(
                () ->
                        server.get("/metrics")
                                .body()
                                .contains("berth_jwks_keys{issuer=\"corp\"} 1.0"));
    }

    @AfterEach
    void stop() {
        server.close();
        jwks.close();
    }

    /// @param id which makes it a token of its own
    private static Map<String, Object> claims(String subject, String id) {
        Map<String, Object> claims = TestIssuer.claims(Instant.now(), subject);
        claims.put("jti", id);
        return claims;
    }

    private static ClientInterceptor with(String token) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + token);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    /// Each with a token of its own that has to be verified, and a body that comes meanwhile.
    @Test
    void tokens_newInPipelinedRequests_areAnsweredInTheirOrder() throws IOException {
        var requests = new StringBuilder();
        for (int i = 1; i <= 20; i++) {
            boolean last = i == 20;
            Map<String, Object> claims = claims(i % 5 == 0 ? "svc-nobody" : "svc-shop", "p" + i);
            String body = infer(i, 2, 3);
            requests.append("POST ")
                    .append(INFER)
                    .append(" HTTP/1.1\r\nHost: localhost\r\nberth-request-id: p")
                    .append(i)
                    .append(last ? "\r\nConnection: close" : "")
                    .append("\r\nAuthorization: Bearer ")
                    .append(TestIssuer.token(KEY, claims))
                    .append("\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
        }
        String answers;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream().write(requests.toString().getBytes(US_ASCII));
            answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
        List<String> each = List.of(answers.split("HTTP/1.1 ", -1)).subList(1, 21);
        for (int i = 1; i <= 20; i++) {
            assertThat(each.get(i - 1))
                    .startsWith(i % 5 == 0 ? "401" : "200")
                    .contains("berth-request-id: p" + i + "\r\n");
        }
    }

    @Test
    void tokens_newInManyRequestsOfOneConnection_areAllAnswered() {
        // From here on there is a connection.
        assertThat(server.sendByHttp2(server.request("/v2/health/live").GET()).statusCode())
                .isEqualTo(200);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            Map<String, Object> claims = claims("svc-shop", "t" + i / 3);
            answers.add(
                    server.sendLaterByHttp2(
                            server.posting(
                                    INFER,
                                    infer(i, 2, 3),
                                    "Authorization",
                                    "Bearer " + TestIssuer.token(KEY, claims))));
        }
        for (int i = 0; i < 90; i++) {
            HttpResponse<String> answer = answers.get(i).join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(TestServer.json(answer).at("/outputs/0/data/0").asDouble())
                    .isEqualTo(2.0 * i);
        }
    }

    @Test
    void token_newInAStream_hasItsMessagesAnsweredInTheirOrder() throws InterruptedException {
        try (GrpcClient client = GrpcClient.of(server)) {
            for (int round = 0; round < 5; round++) {
                Map<String, Object> claims = claims("svc-shop", "s" + round);
                var answers = new Received<ModelStreamInferResponse>();
                var messages =
                        GRPCInferenceServiceGrpc.newStub(client.channel())
                                .withInterceptors(with(TestIssuer.token(KEY, claims)))
                                .modelStreamInfer(answers);
                for (int i = 0; i < 30; i++) {
                    messages.onNext(GrpcClient.request("m" + i, i, 2, 3));
                }
                messages.onCompleted();
                assertThat(answers.end()).isEqualTo("completed");
                assertThat(answers.all())
                        .hasSize(30)
                        .allSatisfy(answer -> assertThat(answer.getErrorMessage()).isEmpty())
                        .extracting(answer -> answer.getInferResponse().getId())
                        .contains("m0", "m29");
            }
        }
    }

    /// Its credential is checked with its message, and not with the call.
    @Test
    void token_newInAHealthCheckOfAModel_isVerifiedToo() {
        try (GrpcClient client = GrpcClient.of(server)) {
            var health = HealthGrpc.newBlockingStub(client.channel());
            var fake = HealthCheckRequest.newBuilder().setService("fake").build();
            assertThat(
                            health.withInterceptors(
                                            with(TestIssuer.token(KEY, claims("svc-shop", "c"))))
                                    .check(fake)
                                    .getStatus())
                    .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            String forged = TestIssuer.token(TestIssuer.ec("k1"), claims("svc-shop", "f"));
            assertThat(
                            catchThrowableOfType(
                                            StatusRuntimeException.class,
                                            () -> health.withInterceptors(with(forged)).check(fake))
                                    .getStatus()
                                    .getCode())
                    .isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void callers_thatLeaveWhileTheirTokensAreVerified_leaveNothing() throws IOException {
        for (int i = 0; i < 50; i++) {
            Map<String, Object> claims = claims("svc-shop", "h" + i);
            try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write(
                                ("POST "
                                                + INFER
                                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                                + TestIssuer.token(KEY, claims)
                                                + "\r\nContent-Length: 1000\r\n\r\n{")
                                        .getBytes(US_ASCII));
            }
        }
        // The scrape itself is one.
        Await.until(() -> server.get("/metrics").body().contains("berth_requests_in_flight 1.0"));
        server.assertNothingLeaked();
    }
}
