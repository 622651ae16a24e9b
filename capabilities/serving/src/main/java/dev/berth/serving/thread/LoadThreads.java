package dev.berth.serving.thread;

import dev.berth.scheduling.LowPriority;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The threads that load models. Tasks of one model run in the order of submission, different
/// models load side by side, and a large one delays no other while a thread is left. They yield to
/// the threads that answer requests. Thread-safe.
public final class LoadThreads implements AutoCloseable {
    /// At the least: a few large models that are read from a disk or fetched leave a thread to the
    /// small ones even on a single processor.
    private static final int THREADS_MIN = 4;

    private final ExecutorService threads;

    /// The last task of each model that has any.
    private final ConcurrentMap<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

    public LoadThreads() {
        this.threads =
                Executors.newFixedThreadPool(
                        Math.max(THREADS_MIN, Runtime.getRuntime().availableProcessors()),
                        LowPriority.threads(Thread.ofPlatform().name("berth-load-", 0).daemon()));
    }

    /// Runs a task after all earlier ones of this model, whether these failed or not. The future
    /// completes with it, or fails as it does.
    public CompletableFuture<Void> run(String model, Runnable task) {
        CompletableFuture<Void> done =
                last.compute(
                        model,
                        (name, before) ->
                                before == null
                                        ? CompletableFuture.runAsync(task, threads)
                                        : before.handleAsync(
                                                (nothing, failure) -> {
                                                    task.run();
                                                    return null;
                                                },
                                                threads));
        var _ = done.whenComplete((nothing, failure) -> last.remove(model, done));
        return done;
    }

    /// Waits for what runs; what has not begun fails.
    @Override
    public void close() {
        threads.close();
    }
}
