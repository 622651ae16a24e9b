package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// Reads over HTTP at even distances of time, whatever was answered; latencies count from the
/// moment at which a request was due. One connection, each request of other entities.
final class ServedReads {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final int BODIES = 2_000;
    private static final long SEED = 12;

    private final URI server;

    /// What requests ask for.
    enum Form {
        FEAST("/get-online-features"),
        OWN("/v1/features:read");

        private final String path;

        Form(String path) {
            this.path = path;
        }
    }

    ServedReads(URI server) {
        this.server = server;
    }

    private static List<byte[]> requests(OnlineSystem system, Form form, int entities) {
        var random = new SplittableRandom(SEED);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            List<Long> asked = system.entities(random, entities);
            String body = form == Form.FEAST ? system.feastBody(asked) : system.ownBody(asked);
            requests.add(
                    PlainConnection.post(
                            form.path,
                            List.of("Content-Type: application/json"),
                            body.getBytes(StandardCharsets.UTF_8)));
        }
        return requests;
    }

    /// Asks for this long, after as long for the server to warm up. Blocks.
    LatencySamples run(OnlineSystem system, Form form, int entities, int rate, Duration time)
            throws IOException {
        List<byte[]> requests = requests(system, form, entities);
        try (PlainConnection connection = PlainConnection.open(server, ANSWER_MAX)) {
            var _ = pass(connection, requests, rate, time);
            return pass(connection, requests, rate, time);
        }
    }

    private static LatencySamples pass(
            PlainConnection connection, List<byte[]> requests, int rate, Duration time)
            throws IOException {
        var samples = new LatencySamples();
        long distance = 1_000_000_000L / rate;
        long start = System.nanoTime();
        long count = time.toNanos() / distance;
        for (long i = 0; i < count; i++) {
            long due = start + i * distance;
            for (long left; (left = due - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
            AnswerBuffer.Answer answer = connection.ask(requests.get((int) (i % requests.size())));
            if (!answer.isSuccess() || answer.body().contains("NOT_FOUND")) {
                throw new IOException("a request failed: " + answer.body());
            }
            samples.add(System.nanoTime() - due);
        }
        return samples;
    }
}
