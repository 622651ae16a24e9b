package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Closed loop: callers that wait for each response.
final class ClosedLoop {
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final URI server;
    private final byte[] request;

    ClosedLoop(URI server, byte[] request) {
        this.server = server;
        this.request = request.clone();
    }

    /// Calls for a duration. Blocks.
    Tally.Counts run(int callers, Duration time) throws IOException, InterruptedException {
        return run(callers, time, new Tally());
    }

    /// Calls for a duration.
    ///
    /// @param tally additional counter of the results
    Tally.Counts run(int callers, Duration time, Tally tally)
            throws IOException, InterruptedException {
        ClientTime start = ClientTime.now();
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            var loops =
                    IntStream.range(0, callers)
                            .mapToObj(i -> threads.submit(() -> callUntil(end, tally)))
                            .toList();
            for (Future<Tally> loop : loops) {
                var _ = loop.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("requests failed: " + e.getCause(), e);
        }
        return tally.over(ClientTime.since(start));
    }

    private Tally callUntil(long end, Tally tally) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server, ANSWER_MAX)) {
            for (long now = System.nanoTime(); now < end; ) {
                AnswerBuffer.Answer answer = connection.call(request);
                long then = System.nanoTime();
                tally.answered(answer, then - now);
                now = then;
            }
        }
        return tally;
    }
}
