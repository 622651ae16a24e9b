package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.AnswerBuffer.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Open loop: requests at a constant rate, whether or not earlier ones have responses. A latency
/// lasts from when the request was due until its response is read, up to two milliseconds too much.
///
/// One thread sleeps for a millisecond, sends all due requests and reads all available responses. A
/// thread or a timer per request, or a wake-up per response, would cost as much of the shared
/// processors as serving.
final class OpenLoop {
    /// Well above what a server responding within a second has in flight; further requests are
    /// counted, and not sent.
    private static final int UNDER_WAY_MAX = 2000;

    private static final long SLEEP_NANOS = 1_000_000;

    private final InetSocketAddress server;
    private final byte[] request;
    private final Tally tally;
    private final ArrayDeque<OpenConnection> idle = new ArrayDeque<>();
    private int underWay;

    OpenLoop(URI server, byte[] request) {
        this(server, request, new Tally());
    }

    /// @param tally counter of the results
    OpenLoop(URI server, byte[] request, Tally tally) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.request = request.clone();
        this.tally = tally;
    }

    /// Sends requests at a rate for a duration, once. Blocks until each has a response, or has
    /// waited for [ClosedLoop#ANSWER_MAX] and failed.
    Tally.Counts run(double rate, Duration time) throws IOException {
        ClientTime begun = ClientTime.now();
        long start = System.nanoTime();
        long count = Math.round(rate * time.toNanos() / 1e9);
        try (Selector selector = Selector.open()) {
            try {
                for (long sent = 0; sent < count; ) {
                    sent = sendDue(selector, start, rate, sent, count);
                    pauseAndRead(selector);
                }
                long end = System.nanoTime() + ClosedLoop.ANSWER_MAX.toNanos();
                while (underWay > 0 && System.nanoTime() - end < 0) {
                    pauseAndRead(selector);
                }
            } finally {
                for (; underWay > 0; underWay--) {
                    tally.failed();
                }
                selector.keys().forEach(key -> ((OpenConnection) key.attachment()).close());
            }
        }
        return tally.over(ClientTime.since(begun));
    }

    private long sendDue(Selector selector, long start, double rate, long sent, long count) {
        long next = sent;
        for (; next < count; next++) {
            long due = start + (long) (next * 1e9 / rate);
            if (due - System.nanoTime() > 0) {
                break;
            }
            send(due, selector);
        }
        return next;
    }

    private void send(long due, Selector selector) {
        if (underWay == UNDER_WAY_MAX) {
            tally.unsent();
            return;
        }
        underWay++;
        @Nullable OpenConnection connection = idle.pollLast();
        try {
            if (connection == null) {
                connection = OpenConnection.open(server);
                connection.channel().register(selector, SelectionKey.OP_READ, connection);
            }
            connection.send(request, due);
        } catch (IOException e) {
            broken(connection);
        }
    }

    private void pauseAndRead(Selector selector) throws IOException {
        LockSupport.parkNanos(SLEEP_NANOS);
        selector.selectNow(this::read);
    }

    private void read(SelectionKey key) {
        var connection = (OpenConnection) key.attachment();
        try {
            @Nullable Answer answer = connection.read().orElse(null);
            if (answer != null && connection.settle()) {
                tally.answered(answer, System.nanoTime() - connection.dueNanos());
                underWay--;
                idle.add(connection);
            }
        } catch (IOException e) {
            idle.remove(connection);
            broken(connection);
        }
    }

    /// Closing an idle connection fails no request.
    private void broken(@Nullable OpenConnection connection) {
        if (connection == null || connection.settle()) {
            tally.failed();
            underWay--;
        }
        if (connection != null) {
            connection.close();
        }
    }
}
