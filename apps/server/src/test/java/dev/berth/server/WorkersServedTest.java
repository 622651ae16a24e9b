package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ModelName;
import dev.berth.proto.ModelInferRequest;
import dev.berth.runtime.WorkerStatus;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model in a worker process, by every protocol: what callers get when that ends, and that no
/// other thread notices.
class WorkersServedTest {
    private static final String INFER = "/v2/models/apart/infer";
    private static final String ENDLESS = body("1000000");
    private static final String BRIEF = body("1");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // Before every test.
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        new SystemBuilder(directory)
                .with(
                        "apart",
                        PackageBuilder.onnx(OnnxModels.slowByRounds())
                                .batch("batch")
                                .input("x", "float32", "[batch, 1]")
                                .output("y", "float32", "[batch, 1]")
                                .with("runtime: {isolation: process, executors: 2}"));
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        long process = process();
        server.close();
        Await.until(() -> !isAlive(process));
    }

    private static String body(String rounds) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":["
                + rounds
                + "]}]}";
    }

    private WorkerStatus worker() {
        return findWorker().orElseThrow();
    }

    private Optional<WorkerStatus> findWorker() {
        return server.server().serving().index().stream()
                .filter(status -> status.name().equals("apart"))
                .flatMap(status -> status.worker().stream())
                .findFirst();
    }

    /// 0 while there is none.
    private long process() {
        return findWorker().map(worker -> worker.processId().orElse(0)).orElse(0L);
    }

    private static boolean isAlive(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private void kill() {
        ProcessHandle.of(process()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private CompletableFuture<HttpResponse<String>> sendEndless() {
        CompletableFuture<HttpResponse<String>> answer =
                server.sendLater(server.posting(INFER, ENDLESS));
        awaitBusy(1);
        return answer;
    }

    private void awaitBusy(int count) {
        Await.until(() -> server.server().serving().executionThreadsBusy() == count);
    }

    private void awaitServed() {
        Await.until(() -> server.post(INFER, BRIEF).statusCode() == 200);
    }

    @Test
    void infer_workerKilled_is500AndTheNextWorkerAnswers() {
        assertThat(server.post(INFER, BRIEF).statusCode()).isEqualTo(200);
        CompletableFuture<HttpResponse<String>> inFlight = sendEndless();
        awaitRunning();
        kill();

        HttpResponse<String> answer = inFlight.join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.body()).contains("worker-terminated").contains("SIGKILL");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        awaitServed();
        assertThat(worker().restarts()).isPositive();
        assertThat(server.get("/metrics").body())
                .contains("berth_worker_up{model=\"apart\",version=\"1\"} 1")
                .contains("berth_worker_restarts_total{model=\"apart\",version=\"1\"}");
    }

    /// Until the worker is at it: its processor time grows.
    private void awaitRunning() {
        long process = process();
        long before = processorMillis(process);
        Await.until(() -> processorMillis(process) > before + 50);
    }

    private static long processorMillis(long process) {
        return ProcessHandle.of(process)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(Duration::toMillis)
                .orElse(Long.MAX_VALUE / 2);
    }

    @Test
    void grpc_workerKilled_isInternal() {
        assertThat(server.post(INFER, BRIEF).statusCode()).isEqualTo(200);
        try (GrpcClient client = GrpcClient.of(server)) {
            var inFlight = CompletableFuture.supplyAsync(() -> grpcFailure(client, 1_000_000));
            awaitBusy(1);
            awaitRunning();
            kill();
            assertThat(inFlight.join().getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(inFlight.join().getStatus().getDescription()).contains("SIGKILL");
        }
    }

    private static StatusRuntimeException grpcFailure(GrpcClient client, float rounds) {
        ModelInferRequest request =
                GrpcClient.request("g", rounds).toBuilder().setModelName("apart").build();
        ModelInferRequest shaped =
                request.toBuilder()
                        .setInputs(
                                0,
                                request.getInputs(0).toBuilder()
                                        .clearShape()
                                        .addShape(1)
                                        .addShape(1))
                        .build();
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> client.stub().modelInfer(shaped));
    }

    @Test
    void infer_whileNoWorkerCanBeStarted_is503WithATimeAndThenAnswers() throws IOException {
        Path model = directory.resolve("models/apart/1/model.onnx");
        Path away = directory.resolve("away.onnx");
        Files.move(model, away);
        kill();
        Await.until(() -> !worker().isUp());

        HttpResponse<String> refused = server.post(INFER, BRIEF);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("model-not-ready");
        assertThat(Long.parseLong(refused.headers().firstValue("retry-after").orElseThrow()))
                .isPositive();
        HttpResponse<String> typed = server.post("/v1/models/apart:predict", "{\"x\":[1]}");
        assertThat(typed.statusCode()).isEqualTo(503);
        assertThat(json(typed).path("code").asText()).isEqualTo("model-not-ready");
        try (GrpcClient client = GrpcClient.of(server)) {
            assertThat(grpcFailure(client, 1).getStatus().getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(server.get("/metrics").body())
                .contains("berth_worker_up{model=\"apart\",version=\"1\"} 0");

        Files.move(away, model);
        awaitServed();
    }

    @Test
    void infer_workerKilledAgainAndAgain_concernsItsCallersAlone() throws Exception {
        var done = new AtomicBoolean();
        Map<Integer, LongAdder> others = new ConcurrentHashMap<>();
        Map<Integer, LongAdder> own = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            callers.add(call("/v2/models/tiny/infer", tiny(), others, done));
            callers.add(call(INFER, BRIEF, own, done));
        }
        for (int i = 1; i <= 3; i++) {
            int restarts = i;
            Await.until(() -> worker().isUp() && worker().restarts() == restarts - 1);
            long answered = count(own, 200);
            Await.until(() -> count(own, 200) > answered + 5);
            kill();
            Await.until(() -> worker().restarts() == restarts);
        }
        long answered = count(own, 200);
        Await.until(() -> count(own, 200) > answered + 5);
        done.set(true);
        callers.forEach(CompletableFuture::join);

        assertThat(others.keySet()).containsExactly(200);
        assertThat(own.keySet()).isSubsetOf(200, 500, 503).contains(200);
    }

    private CompletableFuture<Void> call(
            String path, String body, Map<Integer, LongAdder> statuses, AtomicBoolean done) {
        return CompletableFuture.runAsync(
                () -> {
                    while (!done.get()) {
                        int status = server.post(path, body).statusCode();
                        statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
                    }
                },
                task -> Thread.ofPlatform().start(task));
    }

    private static long count(Map<Integer, LongAdder> statuses, int status) {
        LongAdder count = statuses.get(status);
        return count == null ? 0 : count.sum();
    }

    private static String tiny() {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":"
                + "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}]}";
    }

    @Test
    void infer_deadlinePasses_is504AndTheWorkerGoesOn() {
        long process = process();
        HttpResponse<String> late = server.post(INFER, ENDLESS, "Berth-Timeout-Millis", "200");

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(server.post(INFER, BRIEF).statusCode()).isEqualTo(200);
        awaitBusy(0);
        assertThat(process()).isEqualTo(process);
    }

    @Test
    void refresh_fileThatTheWorkerRefuses_failsWithItsReason() throws IOException {
        new SystemBuilder(directory)
                .with(
                        "bad",
                        PackageBuilder.onnx(new byte[] {1, 2, 3})
                                .input("x", "float32", "[1]")
                                .output("y", "float32", "[1]")
                                .with("runtime: {isolation: process}"));
        server.server().serving().refresh().join();

        assertThat(server.post("/v2/repository/index", "").body())
                .contains("model file model.onnx does not load");
    }

    @Test
    void unload_modelInAWorker_endsIt() {
        long process = process();
        server.server().serving().unload(ModelName.of("apart")).join();

        Await.until(() -> !isAlive(process));
        assertThat(findWorker()).isEmpty();
    }
}
