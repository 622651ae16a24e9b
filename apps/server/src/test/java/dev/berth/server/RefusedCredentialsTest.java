package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.RepositoryModelUnloadRequest;
import dev.berth.proto.ServerLiveRequest;
import dev.berth.server.auth.ApiKeyToken;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Wrong, expired and revoked credentials, and a caller's key for management: each is refused, the
/// log has the reason, the response does not, and no secret is in either.
class RefusedCredentialsTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir static Path directory;

    private static TestServer server;
    private static GrpcClient grpc;

    private CapturedLog log;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory, KEYS.yaml(), options -> options);
        grpc = GrpcClient.of(server);
    }

    @AfterAll
    static void stop() {
        grpc.close();
        server.close();
    }

    @BeforeEach
    void listen() {
        log = CapturedLog.open();
    }

    @AfterEach
    void noSecretWasLogged() {
        log.close();
        for (ApiKeyToken key :
                List.of(KEYS.shop, KEYS.shopNext, KEYS.expired, KEYS.revoked, KEYS.stranger)) {
            assertThat(log.text()).doesNotContain(secret(key.reveal()));
        }
    }

    private static String secret(String key) {
        return key.substring(key.length() - 43);
    }

    static Stream<Arguments> refused() {
        String shop = KEYS.shop.reveal();
        String wrong = shop.substring(0, 15) + secret(KEYS.stranger.reveal());
        return Stream.of(
                Arguments.of("key-unknown", KEYS.stranger.reveal()),
                Arguments.of("key-wrong", wrong),
                Arguments.of("key-expired", KEYS.expired.reveal()),
                Arguments.of("key-revoked", KEYS.revoked.reveal()),
                Arguments.of("key-malformed", "letmein-" + secret(shop)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void rest_withAKeyThatIsNotValid_is401AndTheLogSaysWhy(String reason, String key) {
        HttpResponse<String> response = server.post(INFER, infer(1, 2, 3), "x-api-key", key);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"berth\"");
        assertThat(response.body())
                .startsWith("{\"error\":\"unauthenticated: ")
                .doesNotContain(reason, secret(key));
        assertThat(log.text()).contains("POST " + INFER + " from 127.0.0.1: " + reason);
    }

    @Test
    void rest_whateverIsWrongWithTheKey_isAnsweredTheSame() {
        Set<String> bodies = new HashSet<>();
        refused()
                .forEach(
                        wrong ->
                                bodies.add(
                                        server.post(
                                                        INFER,
                                                        infer(1, 2, 3),
                                                        "x-api-key",
                                                        String.valueOf(wrong.get()[1]))
                                                .body()));
        bodies.add(server.post(INFER, infer(1, 2, 3)).body());
        assertThat(bodies).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void grpc_withAKeyThatIsNotValid_isUnauthenticatedAndTheLogSaysWhy(String reason, String key) {
        StatusRuntimeException failure =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () ->
                                grpc.stub()
                                        .withInterceptors(with(key))
                                        .modelInfer(GrpcClient.request("1", 1, 2, 3)));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(failure.getMessage()).doesNotContain(reason, secret(key));
        assertThat(log.text()).contains("ModelInfer from 127.0.0.1: " + reason);
    }

    private static io.grpc.ClientInterceptor with(String key) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + key);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    @Test
    void grpc_withAValidKey_isAnswered() {
        var answer =
                grpc.stub()
                        .withInterceptors(with(KEYS.shop.reveal()))
                        .modelInfer(GrpcClient.request("1", 1, 2, 3));
        assertThat(GrpcClient.first(answer)).isEqualTo(2);
    }

    @Test
    void grpc_ofAnotherModel_isDenied() {
        assertThat(
                        code(
                                () ->
                                        grpc.stub()
                                                .withInterceptors(with(KEYS.shop.reveal()))
                                                .modelReady(
                                                        ModelReadyRequest.newBuilder()
                                                                .setName("tiny")
                                                                .build())))
                .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void grpc_healthOfTheServer_needsNoKeyAndThatOfAModelDoes() {
        ManagedChannel channel = grpc.channel();
        var health = HealthGrpc.newBlockingStub(channel);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatusValue())
                .isEqualTo(1);
        assertThat(grpc.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        var ofModel = HealthCheckRequest.newBuilder().setService("fake").build();
        assertThat(code(() -> health.check(ofModel))).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(
                        health.withInterceptors(with(KEYS.shop.reveal()))
                                .check(ofModel)
                                .getStatusValue())
                .isEqualTo(1);
    }

    private static Status.Code code(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus().getCode();
    }

    @Test
    void rest_managementWithACallersKey_is403AndLogged() {
        HttpResponse<String> response =
                server.post(
                        "/v2/repository/models/fake/unload", "", "x-api-key", KEYS.shop.reveal());
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(log.text()).contains("management-not-allowed, consumer shop");
        assertThat(
                        server.server()
                                .serving()
                                .isReady(
                                        dev.berth.core.ModelName.of("fake"),
                                        java.util.Optional.empty()))
                .isTrue();
    }

    @Test
    void rest_managementWithoutAKey_is401() {
        assertThat(server.post("/v2/repository/models/fake/unload", "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void grpc_managementWithACallersKey_isDeniedAndLogged() {
        assertThat(
                        code(
                                () ->
                                        grpc.stub()
                                                .withInterceptors(with(KEYS.shop.reveal()))
                                                .repositoryModelUnload(
                                                        RepositoryModelUnloadRequest.newBuilder()
                                                                .setModelName("fake")
                                                                .build())))
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(log.text()).contains("management-not-allowed, consumer shop");
    }
}
