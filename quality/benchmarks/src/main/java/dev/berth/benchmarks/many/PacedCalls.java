package dev.berth.benchmarks.many;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Open-loop calls of one model after the other at a constant rate; latencies start when a request
/// was due.
final class PacedCalls {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final URI server;
    private final int models;
    private final long distanceNanos;

    PacedCalls(URI server, int models, int rate) {
        this.server = server;
        this.models = models;
        this.distanceNanos = 1_000_000_000L / rate;
    }

    /// Calls for a duration. Blocks.
    LatencySamples run(Duration time) throws IOException {
        var samples = new LatencySamples();
        try (PlainConnection connection = PlainConnection.open(server, ANSWER_MAX)) {
            long start = System.nanoTime();
            int count = (int) (time.toNanos() / distanceNanos);
            for (int i = 0; i < count; i++) {
                long due = start + i * distanceNanos;
                for (long left; (left = due - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                }
                AnswerBuffer.Answer answer =
                        connection.call(ManyServer.request(ManySystem.name(i % models)));
                if (!answer.isSuccess()) {
                    throw new IOException("a request failed: " + answer.body());
                }
                samples.add(System.nanoTime() - due);
            }
        }
        return samples;
    }
}
