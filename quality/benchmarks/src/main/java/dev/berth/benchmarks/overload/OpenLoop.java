package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Requests at even distances, whether or not earlier ones were answered: callers who know nothing
/// of each other. A latency counts from the moment at which the request was due.
final class OpenLoop {
    /// Well above what a server can have under way that answers or refuses within a second; what
    /// goes beyond is counted, and not sent.
    private static final int UNDER_WAY_MAX = 2000;

    private final URI server;
    private final byte[] request;
    private final Tally tally;
    private final Semaphore free = new Semaphore(UNDER_WAY_MAX);
    private final ConcurrentLinkedDeque<PlainConnection> idle = new ConcurrentLinkedDeque<>();

    OpenLoop(URI server, byte[] request) {
        this(server, request, new Tally());
    }

    /// @param tally where what becomes of requests is added
    OpenLoop(URI server, byte[] request, Tally tally) {
        this.server = server;
        this.request = request.clone();
        this.tally = tally;
    }

    /// Sends so many requests a second for this long. Blocks until the last is answered.
    Tally.Counts run(double rate, Duration time) {
        long start = System.nanoTime();
        long count = Math.round(rate * time.toNanos() / 1e9);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < count; i++) {
                long due = start + (long) (i * 1e9 / rate);
                waitUntil(due);
                if (free.tryAcquire()) {
                    callers.execute(() -> ask(due));
                } else {
                    tally.unsent();
                }
            }
        }
        idle.forEach(PlainConnection::close);
        return tally.over((System.nanoTime() - start) / 1e9);
    }

    private void ask(long due) {
        @Nullable PlainConnection connection = idle.poll();
        try {
            if (connection == null) {
                connection = PlainConnection.open(server, ClosedLoop.ANSWER_MAX);
            }
            PlainConnection.Answer answer = connection.ask(request);
            tally.answered(answer, System.nanoTime() - due);
            idle.push(connection);
        } catch (IOException e) {
            tally.failed();
            if (connection != null) {
                connection.close();
            }
        } finally {
            free.release();
        }
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
