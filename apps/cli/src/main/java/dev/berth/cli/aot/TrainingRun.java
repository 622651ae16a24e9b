package dev.berth.cli.aot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Requests of the AOT training run to its model: `x` float32 [N, 16] to `y` float32 [N, 3].
public final class TrainingRun {
    /// Name of the served model.
    public static final String MODEL = "aot-training";

    /// Enough for the JVM to profile the path of a prediction, which the cache stores: compilation
    /// then starts from it.
    private static final int PREDICTIONS = 500;

    /// Time limit of a response.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final int SUCCESS = 200;

    private static final String JSON = "application/json";
    private static final String NUMBERS = "0.5,-1,2,0,0,1.25,3,4,5,6,7,8,9,10,11,12";

    private static final String TENSORS =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":["
                    + NUMBERS
                    + "]}]}";

    private static final String RECORD = "{\"x\":[" + NUMBERS + "]}";

    private final URI address;
    private final HttpClient client;

    private TrainingRun(URI address, HttpClient client) {
        this.address = address;
        this.client = client;
    }

    /// Creates a run against a server, such as `http://localhost:8080`.
    public static TrainingRun at(URI address) {
        return new TrainingRun(
                address, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /// Sends all requests in sequence. Blocks.
    ///
    /// @throws IOException if a response is invalid
    public void play() throws IOException, InterruptedException {
        for (String path : List.of("/v2", "/v2/health/ready", "/openapi.json", "/metrics")) {
            send(HttpRequest.newBuilder(address.resolve(path)).GET());
        }
        for (int i = 0; i < PREDICTIONS; i++) {
            post("/v2/models/" + MODEL + "/infer", TENSORS);
            post("/v1/models/" + MODEL + ":predict", RECORD);
        }
        try (var calls = GrpcCalls.to(address, ANSWER_MAX)) {
            for (int i = 0; i < PREDICTIONS; i++) {
                calls.infer(MODEL);
            }
        }
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofString(body)));
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                client.send(request.timeout(ANSWER_MAX).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != SUCCESS) {
            throw new IOException(
                    answer.uri()
                            + " answers "
                            + answer.statusCode()
                            + ": "
                            + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
