package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.AnswerBuffer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Requests at even distances, whether or not earlier ones were answered: callers who know nothing
/// of each other. A latency counts from the moment at which the request was due.
///
/// One thread writes and one reads, and the writer sleeps for a millisecond at a time and then
/// sends all that is due: a thread for each request, or a sleep for each, costs as much of the
/// processors that are shared with the server as answering does.
final class OpenLoop {
    /// Well above what a server can have under way that answers or refuses within a second; what
    /// goes beyond is counted, and not sent.
    private static final int UNDER_WAY_MAX = 2000;

    private static final long SLEEP_NANOS = 1_000_000;

    /// How soon the reader sees that nothing more is sent.
    private static final long SELECT_MILLIS = 1000;

    private final InetSocketAddress server;
    private final byte[] request;
    private final Tally tally;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ConcurrentLinkedDeque<OpenConnection> idle = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedQueue<OpenConnection> opened = new ConcurrentLinkedQueue<>();
    private volatile boolean sending = true;

    OpenLoop(URI server, byte[] request) {
        this(server, request, new Tally());
    }

    /// @param tally where what becomes of requests is added
    OpenLoop(URI server, byte[] request, Tally tally) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.request = request.clone();
        this.tally = tally;
    }

    /// Sends so many requests a second for this long, once. Blocks until the last is answered, or
    /// has waited for [ClosedLoop#ANSWER_MAX] and failed.
    Tally.Counts run(double rate, Duration time) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Selector selector = Selector.open()) {
            Thread reader =
                    Thread.ofPlatform().name("open-loop-reader").start(() -> readAll(selector));
            long count = Math.round(rate * time.toNanos() / 1e9);
            for (long i = 0; i < count; i++) {
                long due = start + (long) (i * 1e9 / rate);
                waitUntil(due);
                send(due, selector);
            }
            sending = false;
            selector.wakeup();
            reader.join();
        }
        return tally.over((System.nanoTime() - start) / 1e9);
    }

    private void send(long due, Selector selector) {
        if (underWay.get() == UNDER_WAY_MAX) {
            tally.unsent();
            return;
        }
        underWay.incrementAndGet();
        @Nullable OpenConnection known = idle.poll();
        @Nullable OpenConnection connection = known;
        try {
            if (connection == null) {
                connection = OpenConnection.open(server);
            }
            connection.send(request, due);
            if (known == null) {
                opened.add(connection);
                selector.wakeup();
            }
        } catch (IOException e) {
            broken(connection);
        }
    }

    private void readAll(Selector selector) {
        try {
            OptionalLong end = OptionalLong.empty();
            while (sending || underWay.get() > 0) {
                if (!sending && end.isEmpty()) {
                    end = OptionalLong.of(System.nanoTime() + ClosedLoop.ANSWER_MAX.toNanos());
                }
                long left = end.isEmpty() ? SELECT_MILLIS : millisUntil(end.getAsLong());
                if (left <= 0) {
                    break;
                }
                selector.select(this::read, Math.min(left, SELECT_MILLIS));
                register(selector);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            for (int i = underWay.get(); i > 0; i--) {
                tally.failed();
            }
            selector.keys().forEach(key -> ((OpenConnection) key.attachment()).close());
        }
    }

    private static long millisUntil(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
    }

    private void register(Selector selector) throws IOException {
        for (var next = opened.poll(); next != null; next = opened.poll()) {
            next.channel().register(selector, SelectionKey.OP_READ, next);
        }
    }

    private void read(SelectionKey key) {
        var connection = (OpenConnection) key.attachment();
        try {
            @Nullable Answer answer = connection.read().orElse(null);
            if (answer != null && connection.settle()) {
                tally.answered(answer, System.nanoTime() - connection.dueNanos());
                underWay.decrementAndGet();
                idle.push(connection);
            }
        } catch (IOException e) {
            idle.remove(connection);
            broken(connection);
        }
    }

    /// An idle connection that the server closes broke no request.
    private void broken(@Nullable OpenConnection connection) {
        if (connection == null || connection.settle()) {
            tally.failed();
            underWay.decrementAndGet();
        }
        if (connection != null) {
            connection.close();
        }
    }

    /// Returns at once if that is past, and otherwise at least [#SLEEP_NANOS] later.
    private static void waitUntil(long nanos) {
        long now = System.nanoTime();
        for (long left = nanos - now; left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(Math.max(SLEEP_NANOS, left));
        }
    }
}
