package dev.berth.benchmarks.reload;

import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Closed-loop callers that know every correct response.
final class Callers implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final URI server;
    private final byte[] request;
    private final List<String> right;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private volatile boolean stopped;

    private Callers(URI server, byte[] request, List<String> right) {
        this.server = server;
        this.request = request;
        this.right = right;
    }

    /// @param right the correct responses
    static Callers start(int count, URI server, byte[] request, String... right) {
        var callers = new Callers(server, request.clone(), List.of(right));
        for (int i = 0; i < count; i++) {
            callers.threads.add(Thread.ofPlatform().start(callers::call));
        }
        return callers;
    }

    private void call() {
        while (!stopped) {
            try (PlainConnection connection = PlainConnection.open(server, ANSWER_MAX)) {
                while (!stopped) {
                    AnswerBuffer.Answer answer = connection.call(request);
                    if (answer.isSuccess() && right.contains(answer.body())) {
                        answered.incrementAndGet();
                    } else {
                        failed(answer.status() + " " + answer.body());
                    }
                }
            } catch (IOException e) {
                failed(e.toString());
            }
        }
    }

    private void failed(String how) {
        failed.incrementAndGet();
        failure.compareAndSet("", how);
    }

    /// The number of correct responses.
    long answered() {
        return answered.get();
    }

    /// The number of wrong and missing responses.
    long failed() {
        return failed.get();
    }

    /// The first of these; empty if there is none.
    String failure() {
        return failure.get();
    }

    /// Blocks until all callers have stopped.
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
