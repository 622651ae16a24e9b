package dev.berth.benchmarks.many;

import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.JvmFlags;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.TinyAnswer;
import dev.berth.benchmarks.stage.TinyMlp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Server of many models with a client connection.
final class ManyServer implements AutoCloseable {
    /// Time limit of a start.
    private static final Duration START_MAX = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final ServerProcess process;
    private final double startSeconds;

    private ManyServer(ServerProcess process, double startSeconds) {
        this.process = process;
        this.startSeconds = startSeconds;
    }

    /// Starts it and waits for a prediction of this model.
    ///
    /// @param options additional options of `berth up`
    static ManyServer start(String berth, Path system, List<String> options, String model, Path log)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(berth, "up", system.toString(), "--log-format", "text"));
        command.addAll(options);
        command.add("--port");
        long start = System.nanoTime();
        ServerProcess process = ServerProcess.launch(command, Map.of(), log);
        try {
            while (!predicts(process, model)) {
                if (!process.isAliveAfter(POLL)) {
                    throw new IOException("the server ended before it answered; see " + log);
                }
                if (System.nanoTime() - start > START_MAX.toNanos()) {
                    throw new IOException("no prediction within " + START_MAX + "; see " + log);
                }
            }
            return new ManyServer(process, (System.nanoTime() - start) / 1e9);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private static boolean predicts(ServerProcess process, String model) {
        try (PlainConnection connection = PlainConnection.open(process.address(), ANSWER_MAX)) {
            AnswerBuffer.Answer answer = connection.call(request(model));
            return answer.isSuccess() && TinyAnswer.isPrediction(answer.body());
        } catch (IOException notYet) {
            return false;
        }
    }

    /// A prediction request for a tiny model.
    static byte[] request(String model) {
        return PlainConnection.post(
                "/v2/models/" + model + "/infer",
                List.of("Content-Type: application/json"),
                TinyMlp.BODY.getBytes(StandardCharsets.UTF_8));
    }

    /// From the start of the launcher to the first prediction, with all models loaded.
    double startSeconds() {
        return startSeconds;
    }

    URI address() {
        return process.address();
    }

    /// The flags of its JVM.
    JvmFlags flags() throws IOException {
        return JvmFlags.of(process.usage());
    }

    PlainConnection connect() throws IOException {
        return PlainConnection.open(process.address(), ANSWER_MAX);
    }

    /// Loads or unloads a model. Blocks until that is done.
    ///
    /// @param what `load` or `unload`
    void change(PlainConnection connection, String model, String what) throws IOException {
        AnswerBuffer.Answer answer =
                connection.call(
                        PlainConnection.post(
                                "/v2/repository/models/" + model + "/" + what,
                                List.of(),
                                new byte[0]));
        if (!answer.isSuccess()) {
            throw new IOException(what + " of " + model + ": " + answer.body());
        }
    }

    double residentMegabytesAfter(Duration idle) throws IOException, InterruptedException {
        if (!process.isAliveAfter(idle)) {
            throw new IOException("the server ended while it idled");
        }
        return process.usage().residentMegabytes();
    }

    @Override
    public void close() {
        process.close();
    }
}
