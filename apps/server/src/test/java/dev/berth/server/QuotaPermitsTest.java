package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.testkit.Await;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests of consumers at the same time, over both protocols: never more than they may, and given
/// back however one ends.
final class QuotaPermitsTest {
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
    void permit_ofARequestThatFails_isGivenBack() {
        assertThat(system.post(QuotaSystem.INFER, infer(666, 2, 3), system.busy).statusCode())
                .isEqualTo(500);
        assertThat(system.post(QuotaSystem.INFER, "{", system.busy).statusCode()).isEqualTo(400);
        assertThat(
                        system.post(
                                        QuotaSystem.INFER,
                                        "{}",
                                        system.busy,
                                        "Content-Type",
                                        "text/html")
                                .statusCode())
                .isEqualTo(415);
        assertThat(system.post("/v2/models/nobody/infer", "{}", system.busy).statusCode())
                .isEqualTo(404);
        assertThat(system.post("/v2/repository/models/nobody/load", "", system.busy).statusCode())
                .isNotEqualTo(200);
        assertThat(system.post("/v2", "", system.busy).statusCode()).isEqualTo(405);
        for (ModelInferRequest wrong :
                List.of(
                        GrpcClient.request("1", 666, 2, 3),
                        ModelInferRequest.newBuilder().setModelName("nobody").build())) {
            assertThat(
                            catchThrowableOfType(
                                    StatusRuntimeException.class,
                                    () -> system.stub(system.busy).modelInfer(wrong)))
                    .isNotNull();
        }
        system.assertNothingHeld();
    }

    @Test
    void permit_ofAConnectionThatCloses_isGivenBack() throws IOException {
        system.server().fake().runGate().shut();
        String body = infer(1, 2, 3);
        try (Socket socket = system.connect()) {
            QuotaSystem.send(socket, system.head(system.busy, body.length()) + body);
            system.server().fake().runGate().awaitWaiting(1);
            system.awaitUnderWay(1);
        }
        system.awaitUnderWay(0);
        try (Socket socket = system.connect()) {
            // The body never comes whole.
            QuotaSystem.send(socket, system.head(system.busy, body.length()) + "{");
            system.awaitUnderWay(1);
        }
        system.assertNothingHeld();
    }

    @Test
    void permit_ofARequestThatIsLate_isGivenBack() {
        system.server().fake().runGate().shut();
        assertThat(
                        system.post(
                                        QuotaSystem.INFER,
                                        infer(1, 2, 3),
                                        system.busy,
                                        "Berth-Timeout-Millis",
                                        "50")
                                .statusCode())
                .isEqualTo(504);
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class,
                                        () ->
                                                system.stub(system.busy)
                                                        .withDeadlineAfter(
                                                                50, TimeUnit.MILLISECONDS)
                                                        .modelInfer(
                                                                GrpcClient.request("1", 1, 2, 3)))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        system.assertNothingHeld();
    }

    @Test
    void permit_ofAGrpcCallThatIsCancelled_isGivenBack() throws InterruptedException {
        system.server().fake().runGate().shut();
        var answer = new Received<ModelInferResponse>();
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(
                () ->
                        GRPCInferenceServiceGrpc.newStub(system.channel(system.busy))
                                .modelInfer(GrpcClient.request("1", 1, 2, 3), answer));
        system.awaitUnderWay(1);
        context.cancel(null);
        assertThat(answer.end()).contains("CANCELLED");
        system.assertNothingHeld();
    }

    @Test
    void stream_countsItsMessagesAndNotItself() throws InterruptedException {
        system.server().fake().runGate().shut();
        var answers = new Received<ModelStreamInferResponse>();
        Context.CancellableContext context = Context.current().withCancellation();
        List<StreamObserver<ModelInferRequest>> requests = new ArrayList<>();
        context.run(
                () ->
                        requests.add(
                                GRPCInferenceServiceGrpc.newStub(system.channel(system.busy))
                                        .modelStreamInfer(answers)));
        for (int i = 0; i < 3; i++) {
            requests.getFirst().onNext(GrpcClient.request("m" + i, 1, 2, 3));
        }
        system.awaitUnderWay(2);
        // Behind the third message on its connection, and so refused when that has been.
        StatusRuntimeException call =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () ->
                                system.stub(system.busy)
                                        .modelInfer(GrpcClient.request("1", 1, 2, 3)));
        assertThat(call.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        system.server().fake().runGate().open();
        assertThat(answers.next().getErrorMessage()).isEmpty();
        assertThat(answers.next().getErrorMessage()).isEmpty();
        ModelStreamInferResponse refused = answers.next();
        assertThat(refused.getErrorMessage()).startsWith("quota-exceeded");
        assertThat(refused.getInferResponse().getId()).isEqualTo("m2");
        system.awaitUnderWay(0);
        system.server().fake().runGate().shut();
        requests.getFirst().onNext(GrpcClient.request("m3", 1, 2, 3));
        system.awaitUnderWay(1);
        context.cancel(null);
        system.assertNothingHeld();
    }

    @Test
    void concurrency_exceeded_is429AndTheOthersAreAnswered() {
        system.server().fake().runGate().shut();
        List<CompletableFuture<HttpResponse<String>>> asking = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asking.add(system.askLater(system.busy));
        }
        Await.until(() -> asking.stream().filter(CompletableFuture::isDone).count() == 10);
        system.awaitUnderWay(2);
        system.server().fake().runGate().open();
        List<Integer> statuses = asking.stream().map(one -> one.join().statusCode()).toList();
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(2);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(10);
        HttpResponse<String> refused =
                asking.stream()
                        .map(CompletableFuture::join)
                        .filter(answer -> answer.statusCode() == 429)
                        .findFirst()
                        .orElseThrow();
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains("\"concurrency\";q=2;qu=\"concurrent-requests\"");
        assertThat(refused.headers().firstValue("ratelimit")).contains("\"concurrency\";r=0");
        system.assertNothingHeld();
    }

    /// The next request of a caller that waits for its answers is never one too many.
    @Test
    void concurrency_ofACallerThatWaits_isNeverExceeded() {
        system.change(
                system.yaml().replace("{concurrent-requests: 2}", "{concurrent-requests: 1}"));
        Await.until(
                () ->
                        system.metrics()
                                .contains("requests_limit{consumer=\"busy\",model=\"\"} 1.0"));
        for (int i = 0; i < 200; i++) {
            assertThat(system.callStatus(system.busy)).isEqualTo(200);
            assertThat(
                            GrpcClient.first(
                                    system.stub(system.busy)
                                            .modelInfer(GrpcClient.request("1", 1, 2, 3))))
                    .isEqualTo(2);
        }
    }
}
