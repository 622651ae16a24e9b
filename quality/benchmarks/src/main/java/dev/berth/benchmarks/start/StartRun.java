package dev.berth.benchmarks.start;

import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.TinyAnswer;
import dev.berth.benchmarks.stage.TinyMlp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Result of one start.
///
/// @param seconds to the first prediction, the shell's and JVM's start included
/// @param cpuSeconds processor time until then
/// @param residentMegabytes after idling
record StartRun(double seconds, double cpuSeconds, double residentMegabytes) {
    private static final byte[] REQUEST =
            PlainConnection.post(
                    "/v2/models/tiny/infer",
                    List.of("Content-Type: application/json"),
                    TinyMlp.BODY.getBytes(StandardCharsets.UTF_8));

    /// Time limit of a start.
    private static final Duration START_MAX = Duration.ofMinutes(2);

    /// Polling every two milliseconds costs a hundredth of a processor.
    private static final Duration POLL = Duration.ofMillis(2);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /// Starts, polls until there is a prediction, idles, reads the memory and stops. Blocks.
    ///
    /// @param command to which a port is added
    static StartRun of(List<String> command, StartKind kind, Path log, Duration idle)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (ServerProcess server = ServerProcess.launch(command, kind.environment(), log)) {
            awaitPrediction(server, start, log);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = server.usage().cpuSeconds();
            Duration left = idle.minusNanos(System.nanoTime() - start);
            if (!server.isAliveAfter(left.isNegative() ? Duration.ZERO : left)) {
                throw new IOException("the server ended while it idled; see " + log);
            }
            return new StartRun(seconds, cpuSeconds, server.usage().residentMegabytes());
        }
    }

    private static void awaitPrediction(ServerProcess server, long start, Path log)
            throws IOException, InterruptedException {
        long end = start + START_MAX.toNanos();
        while (System.nanoTime() < end) {
            if (predicts(server)) {
                return;
            }
            if (!server.isAliveAfter(POLL)) {
                throw new IOException("the server ended before it answered; see " + log);
            }
        }
        throw new IOException("no prediction within " + START_MAX + "; see " + log);
    }

    private static boolean predicts(ServerProcess server) {
        try (PlainConnection connection = PlainConnection.open(server.address(), ANSWER_MAX)) {
            AnswerBuffer.Answer answer = connection.call(REQUEST);
            return answer.isSuccess() && TinyAnswer.isPrediction(answer.body());
        } catch (IOException notYet) {
            return false;
        }
    }
}
