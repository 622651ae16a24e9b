package dev.berth.benchmarks.container;

import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.TinyMlp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Request that is sent until a server answers it, and then as load.
final class FirstPrediction {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final byte[] request;

    private FirstPrediction(String path, String body) {
        this.request =
                PlainConnection.post(
                        path,
                        List.of("Content-Type: application/json"),
                        body.getBytes(StandardCharsets.UTF_8));
    }

    static FirstPrediction ofTiny() {
        return new FirstPrediction("/v2/models/tiny/infer", TinyMlp.BODY);
    }

    static FirstPrediction ofSentences() {
        return new FirstPrediction(
                "/v1/models/sentences:predict",
                "{\"text\": \"A man is eating a piece of bread.\"}");
    }

    /// Answers and failures of a load.
    record Load(long predictions, long failures) {}

    /// Sends the request until there is an answer. Blocks.
    ///
    /// @throws IOException if the server ends, or takes too long
    void await(ServerProcess server, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < end) {
            if (isAnswered(server)) {
                return;
            }
            if (!server.isAliveAfter(POLL)) {
                throw new IOException("the server ended before it answered; see " + log);
            }
        }
        throw new IOException("no prediction within " + START_MAX + "; see " + log);
    }

    private boolean isAnswered(ServerProcess server) {
        try (var connection = PlainConnection.open(server.address(), ANSWER_MAX)) {
            return connection.call(request).isSuccess();
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Sends the request over several connections, one at a time on each. Blocks.
    Load load(ServerProcess server, int connections, Duration duration)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Load>> tasks = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                tasks.add(() -> calls(server, end));
            }
            long predictions = 0;
            long failures = 0;
            for (Future<Load> each : threads.invokeAll(tasks)) {
                predictions += each.get().predictions();
                failures += each.get().failures();
            }
            return new Load(predictions, failures);
        } catch (ExecutionException e) {
            throw new IOException("the load failed: " + e.getCause(), e);
        }
    }

    private Load calls(ServerProcess server, long end) throws IOException {
        long predictions = 0;
        long failures = 0;
        try (var connection = PlainConnection.open(server.address(), ANSWER_MAX)) {
            while (System.nanoTime() < end) {
                AnswerBuffer.Answer answer = connection.call(request);
                if (answer.isSuccess()) {
                    predictions++;
                } else {
                    failures++;
                }
            }
        }
        return new Load(predictions, failures);
    }
}
