package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.proto.ServerMetadataRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
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
        assertThat(system.asked(system.few)).isEqualTo(200);
        assertThat(system.post("/v2", "", system.few).statusCode()).isEqualTo(405);
        HttpResponse<String> refused = system.post(PREDICT, RECORD, system.few);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(TestServer.json(refused).path("code").asText()).isEqualTo("quota-exceeded");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(900L, 1000L);
        assertThat(refused.headers().firstValue("ratelimit").orElse(""))
                .startsWith("\"requests\";r=0;t=");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains("\"requests\";q=3;w=3000");
        assertThat(system.asked(system.free)).isEqualTo(200);
        assertThat(system.metrics())
                .contains("berth_access_refused_total{consumer=\"few\",reason=\"quota-rate\"} 1.0")
                .containsPattern("berth_refused_total\\{code=\"quota-exceeded\".*\\} 1.0")
                .contains("berth_quota_requests_available{consumer=\"few\",model=\"\"} 0.0");
    }

    @Test
    void rate_exceeded_isRefusedForEveryRouteAndOverGrpcToo() {
        for (int i = 0; i < 3; i++) {
            assertThat(system.asked(system.few)).isEqualTo(200);
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
        assertThat(text(failure, "berth-problem")).isEqualTo("quota-exceeded");
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
            assertThat(system.asked(system.few)).isEqualTo(200);
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
        TestServer.await(
                () -> system.metrics().contains("available{consumer=\"few\",model=\"\"} 40.0"));
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
            case 0 -> system.asked(system.few) == 200;
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
        assertThat(system.asked(system.choosy)).isEqualTo(200);
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
            assertThat(system.asked(system.few)).isEqualTo(200);
        }
        assertThat(system.asked(system.few)).isEqualTo(429);
        system.change(system.yaml().replace("burst: 3", "burst: 5"));
        TestServer.await(() -> system.asked(system.few) == 200);
        assertThat(system.asked(system.few)).isEqualTo(200);
        assertThat(system.asked(system.few)).isEqualTo(429);
    }

    @Test
    void consumer_withoutAQuota_isToldOfNone() {
        HttpResponse<String> answer = system.post(QuotaSystem.INFER, infer(1, 2, 3), system.free);
        assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }
}
