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

/// Open-loop reads over HTTP at a constant rate; latencies start when a request was due. One
/// connection, each request for other entities.
final class ServedReads {
    /// Client that repeats a request over one connection.
    interface Caller extends AutoCloseable {
        /// Sends a request and waits for the response.
        ///
        /// @param number of the request, from 0
        void call(int number) throws IOException;

        /// Validates the last response, outside of the measurement.
        ///
        /// @throws IOException if it is unexpected
        void check() throws IOException;

        @Override
        void close() throws IOException;
    }

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    static final int BODIES = 2_000;
    static final long SEED = 12;

    /// Enough for both compilers.
    private static final int WARM_REQUESTS = 20_000;

    /// Time for pending compilations to finish.
    private static final Duration REST = Duration.ofSeconds(2);

    private final URI server;

    /// Format of requests.
    enum Form {
        FEAST("/get-online-features"),
        OWN("/v1/features:read");

        private final String path;

        Form(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    ServedReads(URI server) {
        this.server = server;
    }

    private static List<byte[]> requests(OnlineSystem system, Form form, int entities) {
        var random = new SplittableRandom(SEED);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            List<Long> ids = system.entities(random, entities);
            String body = form == Form.FEAST ? system.feastBody(ids) : system.ownBody(ids);
            requests.add(
                    PlainConnection.post(
                            form.path,
                            List.of("Content-Type: application/json"),
                            body.getBytes(StandardCharsets.UTF_8)));
        }
        return requests;
    }

    /// Warms the server up until its code is compiled.
    void warm(OnlineSystem system) throws IOException {
        for (Form form : Form.values()) {
            try (Caller caller = caller(system, form, 1)) {
                warm(caller);
            }
        }
    }

    /// Warms up with any client.
    static void warm(Caller caller) throws IOException {
        for (int i = 0; i < WARM_REQUESTS; i++) {
            caller.call(i);
            caller.check();
        }
    }

    private Caller caller(OnlineSystem system, Form form, int entities) throws IOException {
        List<byte[]> requests = requests(system, form, entities);
        return caller(PlainConnection.open(server, ANSWER_MAX), requests);
    }

    /// A client that sends requests in turn over one connection, which it closes.
    static Caller caller(PlainConnection connection, List<byte[]> requests) {
        return new Caller() {
            @Override
            public void call(int number) throws IOException {
                connection.send(requests.get(number % requests.size()));
            }

            @Override
            public void check() throws IOException {
                AnswerBuffer.Answer answer = connection.answer();
                if (!answer.isSuccess() || answer.body().contains("NOT_FOUND")) {
                    throw new IOException("a request failed: " + answer.body());
                }
            }

            @Override
            public void close() throws IOException {
                connection.close();
            }
        };
    }

    /// Measures for a duration, once the server is warm. Blocks.
    LatencySamples run(OnlineSystem system, Form form, int entities, int rate, Duration time)
            throws IOException {
        try (Caller caller = caller(system, form, entities)) {
            return measure(caller, rate, time);
        }
    }

    /// Measures any client.
    static LatencySamples measure(Caller caller, int rate, Duration time) throws IOException {
        // Without pauses: at the measured rate, loops over many entities would still be compiled
        // during the measurement.
        long start = System.nanoTime();
        for (int i = 0; System.nanoTime() - start < time.toNanos(); i++) {
            caller.call(i);
            caller.check();
        }
        rest();
        // Garbage of the preparation must not be collected during the measurement.
        System.gc();
        return pass(caller, rate, time);
    }

    private static void rest() {
        long end = System.nanoTime() + REST.toNanos();
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    private static LatencySamples pass(Caller caller, int rate, Duration time) throws IOException {
        var samples = new LatencySamples();
        long distance = 1_000_000_000L / rate;
        long start = System.nanoTime();
        long count = time.toNanos() / distance;
        for (long i = 0; i < count; i++) {
            long due = start + i * distance;
            for (long left; (left = due - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
            caller.call((int) i);
            samples.add(System.nanoTime() - due);
            caller.check();
        }
        return samples;
    }
}
