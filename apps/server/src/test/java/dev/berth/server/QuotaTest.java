package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.proto.ServerMetadataRequest;
import dev.berth.testkit.Await;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rates of consumers, over both protocols: never more than they have.
final class QuotaTest {
    private static final String PREDICT = "/v1/models/fake:predict";
    private static final String RECORD = "{\"x\":[1,2,3]}";

    @TempDir private Path directory;

    private QuotaSystem system;

    @BeforeEach
    void start() {
        system = QuotaSystem.start(directory);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void rate_exceeded_is429WithWhenToComeBack() {
        HttpResponse<String> first = system.post(QuotaSystem.INFER, infer(1, 2, 3), system.few);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("ratelimit-policy"))
                .contains("\"requests\";q=3;w=3000");
        assertThat(first.headers().firstValue("ratelimit")).contains("\"requests\";r=2;t=1000");
        assertThat(system.callStatus(system.few)).isEqualTo(200);
        assertThat(system.post("/v2", "", system.few).statusCode()).isEqualTo(405);
        HttpResponse<String> refused = system.post(PREDICT, RECORD, system.few);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(TestServer.json(refused).path("code").asText()).isEqualTo("quota-exceeded");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(800L, 1000L);
        assertThat(refused.headers().firstValue("ratelimit").orElse(""))
                .startsWith("\"requests\";r=0;t=");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains("\"requests\";q=3;w=3000");
        assertThat(system.callStatus(system.free)).isEqualTo(200);
        assertThat(system.metrics())
                .contains("berth_auth_denied_total{consumer=\"few\",reason=\"quota-rate\"} 1.0")
                .containsPattern("berth_request_failures_total\\{code=\"quota-exceeded\".*\\} 1.0")
                .contains("berth_quota_requests_available{consumer=\"few\",model=\"\"} 0.0");
    }

    @Test
    void rate_exceeded_isRefusedForEveryRouteAndOverGrpcToo() {
        for (int i = 0; i < 3; i++) {
            assertThat(system.callStatus(system.few)).isEqualTo(200);
        }
        assertThat(system.post("/v1/endpoints/over:predict", RECORD, system.few).statusCode())
                .isEqualTo(429);
        assertThat(
                        system.server()
                                .send(
                                        system.server()
                                                .request("/v2")
                                                .header("x-api-key", system.few.reveal()))
                                .statusCode())
                .isEqualTo(429);
        StatusRuntimeException failure =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> system.stub(system.few).modelInfer(GrpcClient.request("1", 1, 2, 3)));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getMessage()).contains("quota-exceeded").contains("consumer few");
        assertThat(text(failure, "berth-problem-code")).isEqualTo("quota-exceeded");
        assertThat(text(failure, "retry-after")).isNotNull();
        assertThat(text(failure, "ratelimit")).startsWith("\"requests\";r=0;t=");
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class,
                                        () ->
                                                system.stub(system.few)
                                                        .serverMetadata(
                                                                ServerMetadataRequest
                                                                        .getDefaultInstance()))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private static String text(StatusRuntimeException failure, String name) {
        return String.valueOf(
                Objects.requireNonNull(failure.getTrailers())
                        .get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }

    @Test
    void rate_exceeded_isToldBeforeTheBodyComes() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(system.callStatus(system.few)).isEqualTo(200);
        }
        try (Socket socket = system.connect()) {
            QuotaSystem.send(socket, system.head(system.few, 1_000_000));
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 429 Too Many Requests");
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        int b = socket.getInputStream().read();
        while (b >= 0 && b != '\r') {
            line.append((char) b);
            b = socket.getInputStream().read();
        }
        return line.toString();
    }

    @Test
    void rate_ofManyCallersAtOnce_isNeverExceeded() throws InterruptedException {
        system.change(system.yaml().replace("burst: 3", "burst: 40"));
        Await.until(() -> system.metrics().contains("available{consumer=\"few\",model=\"\"} 40.0"));
        var seeds = new Random(Long.getLong("berth.seed", 17));
        var answered = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            var choices = new Random(seeds.nextLong());
            callers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int call = 0; call < 15; call++) {
                                            if (isAnswered(choices.nextInt(3))) {
                                                answered.incrementAndGet();
                                            }
                                        }
                                    }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(answered).hasValue(40);
    }

    private boolean isAnswered(int way) {
        return switch (way) {
            case 0 -> system.callStatus(system.few) == 200;
            case 1 -> system.post(PREDICT, RECORD, system.few).statusCode() == 200;
            default -> {
                try {
                    var _ = system.stub(system.few).modelInfer(GrpcClient.request("1", 1, 2, 3));
                    yield true;
                } catch (StatusRuntimeException e) {
                    yield false;
                }
            }
        };
    }

    @Test
    void each_boundsOneModelAndNoOther() {
        assertThat(system.callStatus(system.choosy)).isEqualTo(200);
        HttpResponse<String> refused = system.post(PREDICT, RECORD, system.choosy);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("to fake");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains(
                        "\"concurrency\";q=5;qu=\"concurrent-requests\","
                                + " \"requests:fake\";q=1;w=1000");
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class,
                                        () ->
                                                system.stub(system.choosy)
                                                        .modelInfer(
                                                                GrpcClient.request("1", 1, 2, 3)))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(system.post("/v1/endpoints/over:predict", RECORD, system.choosy).statusCode())
                .isEqualTo(200);
        assertThat(system.metrics())
                .contains("berth_quota_concurrent_requests{consumer=\"choosy\",model=\"\"} 0.0");
    }

    @Test
    void berthYaml_withALargerQuota_isTakenAtOnceAndKeepsWhatWasUsed() {
        for (int i = 0; i < 3; i++) {
            assertThat(system.callStatus(system.few)).isEqualTo(200);
        }
        assertThat(system.callStatus(system.few)).isEqualTo(429);
        system.change(system.yaml().replace("burst: 3", "burst: 5"));
        Await.until(() -> system.callStatus(system.few) == 200);
        assertThat(system.callStatus(system.few)).isEqualTo(200);
        assertThat(system.callStatus(system.few)).isEqualTo(429);
    }

    private static String records(int count) {
        return "{\"records\":[" + String.join(",", Collections.nCopies(count, RECORD)) + "]}";
    }

    private static String rows(int count) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":["
                + count
                + ",3],\"datatype\":\"FP32\",\"data\":["
                + String.join(",", Collections.nCopies(3 * count, "1"))
                + "]}]}";
    }

    private static ModelInferRequest message(String id, int rows) {
        return GrpcClient.request(id, new float[3 * rows]);
    }

    private Status refusedOverGrpc(int rows) {
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> system.stub(system.bulk).modelInfer(message("1", rows)))
                .getStatus();
    }

    @Test
    void records_exceeded_are429WithWhenToComeBack() {
        HttpResponse<String> first = system.post(PREDICT, records(7), system.bulk);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("ratelimit-policy"))
                .contains("\"records\";q=10;w=10000;qu=\"records\"");
        assertThat(first.headers().firstValue("ratelimit")).contains("\"records\";r=3;t=1000");
        HttpResponse<String> refused = system.post(PREDICT, records(4), system.bulk);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(TestServer.json(refused).path("code").asText()).isEqualTo("quota-exceeded");
        assertThat(refused.body()).contains("more records").contains("4 of them");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(800L, 1000L);
        assertThat(refused.headers().firstValue("ratelimit").orElse(""))
                .startsWith("\"records\";r=3;t=");
        assertThat(system.metrics())
                .contains("berth_auth_denied_total{consumer=\"bulk\",reason=\"quota-records\"} 1.0")
                .contains("berth_quota_records_available{consumer=\"bulk\",model=\"\"} 3.0")
                .contains("berth_quota_requests_available{consumer=\"bulk\",model=\"\"} NaN");
        assertThat(system.post(PREDICT, records(0), system.bulk).statusCode()).isEqualTo(200);
        assertThat(system.post(PREDICT, records(3), system.bulk).statusCode()).isEqualTo(200);
        assertThat(system.callStatus(system.bulk)).isEqualTo(429);
        system.server().assertNothingLeaked();
    }

    @Test
    void records_ofAllWays_countTogether() throws InterruptedException {
        assertThat(system.post(QuotaSystem.INFER, rows(4), system.bulk).statusCode())
                .isEqualTo(200);
        assertThat(system.stub(system.bulk).modelInfer(message("1", 3)).getId()).isEqualTo("1");
        assertThat(refusedOverGrpc(4).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(system.post(QuotaSystem.INFER, rows(4), system.bulk).statusCode())
                .isEqualTo(429);
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> messages =
                GRPCInferenceServiceGrpc.newStub(system.channel(system.bulk))
                        .modelStreamInfer(answers);
        messages.onNext(message("2", 2));
        assertThat(answers.next().getErrorMessage()).isEmpty();
        messages.onNext(message("3", 2));
        assertThat(answers.next().getErrorMessage()).contains("quota-exceeded");
        messages.onNext(message("4", 1));
        assertThat(answers.next().getErrorMessage()).isEmpty();
        messages.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
        system.server().assertNothingLeaked();
    }

    @Test
    void records_ofOneEndpoint_countBesides() {
        String over = "/v1/endpoints/over:predict";
        HttpResponse<String> first = system.post(over, records(4), system.bulk);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("ratelimit"))
                .contains("\"records\";r=6;t=1000, \"records:over\";r=1;t=1000");
        HttpResponse<String> refused = system.post(over, records(2), system.bulk);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("to over");
        system.server().assertNothingLeaked();
    }

    /// To come back later would not help, as clients do at a 429.
    @Test
    void records_moreThanMayEverComeAtOnce_areToldToBeSplit() {
        HttpResponse<String> refused = system.post(PREDICT, records(11), system.bulk);
        assertThat(TestServer.json(refused).path("code").asText()).isEqualTo("batch-too-large");
        assertThat(refused.body()).contains("11 records exceeds 10").contains("split");
        assertThat(refusedOverGrpc(11).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(system.post(PREDICT, records(10), system.bulk).statusCode()).isEqualTo(200);
        system.server().assertNothingLeaked();
    }

    @Test
    void stream_whoseKeyIsRevoked_getsNoFurtherAnswers() throws InterruptedException {
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> messages =
                GRPCInferenceServiceGrpc.newStub(system.channel(system.free))
                        .modelStreamInfer(answers);
        messages.onNext(message("1", 1));
        assertThat(answers.next().getErrorMessage()).isEmpty();
        String hash = "{hash: \"" + system.few.hash() + "\"}";
        String free = "{hash: \"" + system.free.hash() + "\"}";
        // Both keys in one file, so that the one shows when it is in force.
        system.change(
                system.yaml()
                        .replace(hash, hash.replace("}", ", revoked: true}"))
                        .replace(free, free.replace("}", ", revoked: true}")));
        Await.until(() -> system.callStatus(system.few) == 401);
        messages.onNext(message("2", 1));
        assertThat(answers.next().getErrorMessage()).startsWith("unauthenticated");
        messages.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
    }

    @Test
    void reflection_eachFurtherQuestion_countsAgainstTheRate() throws InterruptedException {
        var answers = new Received<ServerReflectionResponse>();
        StreamObserver<ServerReflectionRequest> questions =
                ServerReflectionGrpc.newStub(system.channel(system.few))
                        .serverReflectionInfo(answers);
        for (int i = 0; i < 3; i++) {
            questions.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
            assertThat(answers.next().hasListServicesResponse()).isTrue();
        }
        questions.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(answers.end()).contains("RESOURCE_EXHAUSTED").contains("quota-exceeded");
    }

    @Test
    void consumer_withoutAQuota_isToldOfNone() {
        HttpResponse<String> answer = system.post(QuotaSystem.INFER, infer(1, 2, 3), system.free);
        assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }
}
