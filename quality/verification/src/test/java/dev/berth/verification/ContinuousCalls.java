package dev.berth.verification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/// Clients that call a model of numbers continuously, half by HTTP and half by gRPC, each on its
/// own connection. Closing it ends them.
final class ContinuousCalls implements AutoCloseable {
    private static final int CONNECTIONS_EACH = 4;
    private static final int ROWS = 4;
    private static final String MODEL = "number";

    private static final String HTTP_BODY =
            """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [4, 1], "data": [1, 1, 1, 1]}]}
            """;

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<Answer> latest = new AtomicReference<>(new Answer("", 0));
    private final BiConsumer<Answer, Answer> rule;
    private volatile boolean stopping;

    private ContinuousCalls(BiConsumer<Answer, Answer> rule) {
        this.rule = rule;
    }

    /// Response with its version and the common factor of its rows.
    record Answer(String version, float factor) {
        static Answer of(String version, List<Float> rows) {
            Set<Float> factors = Set.copyOf(rows);
            if (rows.size() != ROWS || factors.size() != 1) {
                throw new AssertionError("an answer from several versions: " + rows);
            }
            return new Answer(version, factors.iterator().next());
        }
    }

    /// @param rule checks the previous and the next response of a connection, and throws if their
    ///   order is invalid
    static ContinuousCalls to(RunningServer server, BiConsumer<Answer, Answer> rule) {
        var calls = new ContinuousCalls(rule);
        for (int i = 0; i < CONNECTIONS_EACH; i++) {
            calls.start("http-" + i, () -> calls.byHttp(server));
            calls.start("grpc-" + i, () -> calls.byGrpc(server));
        }
        return calls;
    }

    private void start(String name, Runnable loop) {
        threads.add(Thread.ofPlatform().name(name).start(loop));
    }

    private interface Call {
        Answer send() throws IOException, InterruptedException;
    }

    private void repeat(Call call) {
        var before = new Answer("", 0);
        while (!stopping) {
            try {
                Answer answer = call.send();
                rule.accept(before, answer);
                before = answer;
                latest.set(answer);
                answered.incrementAndGet();
            } catch (Exception | AssertionError e) {
                failures.add(Thread.currentThread().getName() + ": " + e);
            }
        }
    }

    private void byHttp(RunningServer server) {
        URI uri = server.uri("/v2/models/" + MODEL + "/infer");
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(Await.TIMEOUT)
                        .POST(BodyPublishers.ofString(HTTP_BODY))
                        .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            repeat(
                    () -> {
                        HttpResponse<String> response =
                                HttpCalls.send(client, request, BodyHandlers.ofString());
                        JsonNode answer = RunningServer.answer(response);
                        List<Float> rows = new ArrayList<>();
                        answer.path("outputs")
                                .path(0)
                                .path("data")
                                .forEach(number -> rows.add(number.floatValue()));
                        return Answer.of(answer.path("model_version").asText(), rows);
                    });
        }
    }

    private void byGrpc(RunningServer server) {
        var contents = InferTensorContents.newBuilder();
        for (int row = 0; row < ROWS; row++) {
            contents.addFp32Contents(1);
        }
        var input =
                ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(ROWS)
                        .addShape(1)
                        .setContents(contents);
        ModelInferRequest request =
                ModelInferRequest.newBuilder().setModelName(MODEL).addInputs(input).build();
        ManagedChannel channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", server.server().port())
                        .usePlaintext()
                        .build();
        var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        repeat(
                () -> {
                    ModelInferResponse response =
                            stub.withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                                    .modelInfer(request);
                    List<Float> rows = new ArrayList<>();
                    for (float number :
                            BinaryBody.readFloats(response.getRawOutputContents(0).toByteArray())) {
                        rows.add(number);
                    }
                    return Answer.of(response.getModelVersion(), rows);
                });
        channel.shutdownNow();
    }

    /// Waits until a connection gets responses with this factor.
    void awaitFactor(float factor) {
        Await.until(
                "answers have the factor " + factor,
                () -> latest.get().factor() == factor || !failures.isEmpty(),
                () -> "the latest answer is " + latest.get());
    }

    /// Waits until so many calls were answered in all.
    void awaitAnswers(long count) {
        Await.until(
                count + " answers",
                () -> answered.get() >= count || !failures.isEmpty(),
                () -> answered.get() + " answers");
    }

    /// Some of the failures.
    List<String> failures() {
        return failures.stream().limit(10).collect(Collectors.toList());
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
