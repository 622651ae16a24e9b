package dev.berth.benchmarks.hostile;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Well-behaved clients: callers at a constant rate on persistent connections, and one that opens a
/// connection for each request. Latencies start when a request was due.
final class RegularClients implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /// Request rate of the client with new connections.
    private static final int NEWCOMER_RATE = 20;

    private final URI server;
    private final byte[] request;
    private final List<Thread> threads = new ArrayList<>();
    private LatencySamples kept = new LatencySamples();
    private LatencySamples anew = new LatencySamples();
    private long failed;
    private String failure = "";
    private volatile boolean stopped;

    /// Results within a window.
    ///
    /// @param p99Millis on persistent connections; NaN if there was no request
    /// @param newcomerMillis slowest request on a new connection, connecting included
    /// @param failed requests without a prediction
    /// @param failure the first of these; empty if there is none
    record Window(
            int count,
            double p50Millis,
            double p99Millis,
            double newcomerMillis,
            long failed,
            String failure) {}

    private RegularClients(URI server, byte[] request) {
        this.server = server;
        this.request = request.clone();
    }

    /// @param rate total requests per second
    static RegularClients begin(URI server, byte[] request, int callers, int rate) {
        var others = new RegularClients(server, request);
        long start = System.nanoTime();
        long distance = 1_000_000_000L * callers / rate;
        for (int i = 0; i < callers; i++) {
            long first = start + i * distance / callers;
            others.begin("caller " + i, () -> others.callOnOne(first, distance));
        }
        others.begin("newcomer", () -> others.callAnew(start, 1_000_000_000L / NEWCOMER_RATE));
        return others;
    }

    private void begin(String name, Runnable asking) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(asking));
    }

    /// The results since the last call.
    synchronized Window take() {
        var window =
                new Window(
                        kept.count(),
                        kept.percentileMillis(50),
                        kept.percentileMillis(99),
                        anew.percentileMillis(100),
                        failed,
                        failure);
        kept = new LatencySamples();
        anew = new LatencySamples();
        failed = 0;
        failure = "";
        return window;
    }

    private void callOnOne(long first, long distance) {
        @Nullable PlainConnection connection = null;
        for (long due = first; !stopped; due += distance) {
            waitUntil(due);
            try {
                if (connection == null) {
                    connection = PlainConnection.open(server, ANSWER_MAX);
                }
                note(connection.call(request), System.nanoTime() - due, kept());
            } catch (IOException e) {
                failed(e.toString());
                if (connection != null) {
                    connection.close();
                }
                connection = null;
            }
        }
        if (connection != null) {
            connection.close();
        }
    }

    private void callAnew(long first, long distance) {
        for (long due = first; !stopped; due += distance) {
            waitUntil(due);
            try (PlainConnection connection = PlainConnection.open(server, ANSWER_MAX)) {
                note(connection.call(request), System.nanoTime() - due, anew());
            } catch (IOException e) {
                failed(e.toString());
            }
        }
    }

    private synchronized LatencySamples kept() {
        return kept;
    }

    private synchronized LatencySamples anew() {
        return anew;
    }

    private synchronized void note(AnswerBuffer.Answer answer, long nanos, LatencySamples into) {
        if (answer.isSuccess()) {
            into.add(nanos);
        } else {
            failed(answer.status() + " " + answer.body());
        }
    }

    private synchronized void failed(String how) {
        failed++;
        failure = failure.isEmpty() ? how : failure;
    }

    private static void waitUntil(long nanos) {
        for (long left; (left = nanos - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    /// Waits until all callers have stopped.
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
