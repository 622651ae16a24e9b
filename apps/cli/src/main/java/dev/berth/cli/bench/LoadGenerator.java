package dev.berth.cli.bench;

import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Load generator that measures its calls. Blocks until the load is complete.
public final class LoadGenerator {
    /// Limit of calls in flight in an open loop. Further calls are queued, and that wait counts.
    private static final int UNDER_WAY_MAX = 4096;

    private final LongSupplier nanoClock;
    private final LongConsumer pause;
    private final Supplier<ExecutorService> threads;

    /// @param pause lets so many nanoseconds pass
    /// @param threads of the calls of an open loop
    LoadGenerator(LongSupplier nanoClock, LongConsumer pause, Supplier<ExecutorService> threads) {
        this.nanoClock = nanoClock;
        this.pause = pause;
        this.threads = threads;
    }

    public static Measurement run(Load load, BenchmarkCall call) throws InterruptedException {
        return new LoadGenerator(
                        System::nanoTime,
                        LockSupport::parkNanos,
                        Executors::newVirtualThreadPerTaskExecutor)
                .measure(load, call);
    }

    Measurement measure(Load load, BenchmarkCall call) throws InterruptedException {
        var phases = new Phases(load, nanoClock.getAsLong());
        var recorders = new ArrayList<Recorder>();
        switch (load.arrivals()) {
            case Load.Arrivals.Closed(int callers) -> runClosed(callers, call, phases, recorders);
            case Load.Arrivals.Open(double rate) -> runOpen(rate, call, phases, recorders);
        }
        var latencies = new LatencyHistogram();
        Map<String, Long> failures = new HashMap<>();
        long lastNanos = phases.endNanos;
        for (Recorder recorder : recorders) {
            latencies.add(recorder.latencies);
            recorder.failures.forEach((code, count) -> failures.merge(code, count, Long::sum));
            lastNanos = Math.max(lastNanos, recorder.lastNanos);
        }
        return new Measurement(load, latencies, failures, (lastNanos - phases.countNanos) / 1e9);
    }

    /// Start of counting and end of calls, on the scale of [System#nanoTime()].
    private static final class Phases {
        final long beginNanos;
        final long countNanos;
        final long endNanos;

        Phases(Load load, long now) {
            beginNanos = now;
            countNanos = now + load.warmUp().toNanos();
            endNanos = countNanos + load.duration().toNanos();
        }

        boolean isCounted(long dueNanos) {
            return dueNanos >= countNanos;
        }
    }

    /// Results of one caller, or of all callers of an open loop.
    private final class Recorder {
        final LatencyHistogram latencies = new LatencyHistogram();
        final Map<String, Long> failures = new HashMap<>();
        long lastNanos;

        /// Calls and records the time since the call was due, if that is within the counted part.
        void measure(BenchmarkCall call, long dueNanos, Phases phases) {
            String failure = null;
            try {
                call.run();
            } catch (ProblemException e) {
                failure = e.problem().code().code();
            }
            long now = nanoClock.getAsLong();
            if (phases.isCounted(dueNanos)) {
                note(now - dueNanos, failure, now);
            }
        }

        private synchronized void note(
                long nanos, @org.jspecify.annotations.Nullable String failure, long now) {
            lastNanos = now;
            if (failure == null) {
                latencies.record(nanos);
            } else {
                failures.merge(failure, 1L, Long::sum);
            }
        }
    }

    private void runClosed(int callers, BenchmarkCall call, Phases phases, List<Recorder> recorders)
            throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            var recorder = new Recorder();
            recorders.add(recorder);
            running.add(
                    Thread.ofPlatform()
                            .name("berth-caller-" + i)
                            .daemon()
                            .start(() -> callUntilEnd(call, phases, recorder)));
        }
        for (Thread thread : running) {
            thread.join();
        }
    }

    /// At least one call counts, however long the calls take.
    private void callUntilEnd(BenchmarkCall call, Phases phases, Recorder recorder) {
        boolean isCounted = false;
        for (long now = nanoClock.getAsLong();
                now < phases.endNanos || !isCounted;
                now = nanoClock.getAsLong()) {
            recorder.measure(call, now, phases);
            isCounted |= phases.isCounted(now);
        }
    }

    private void runOpen(double rate, BenchmarkCall call, Phases phases, List<Recorder> recorders)
            throws InterruptedException {
        var recorder = new Recorder();
        recorders.add(recorder);
        var underWay = new Semaphore(UNDER_WAY_MAX);
        try (ExecutorService callers = threads.get()) {
            for (long i = 0; ; i++) {
                long due = phases.beginNanos + (long) (i * 1e9 / rate);
                if (due >= phases.endNanos) {
                    return;
                }
                waitUntil(due);
                underWay.acquire();
                callers.execute(
                        () -> {
                            try {
                                recorder.measure(call, due, phases);
                            } finally {
                                underWay.release();
                            }
                        });
            }
        }
    }

    private void waitUntil(long nanos) {
        long left = nanos - nanoClock.getAsLong();
        while (left > 0) {
            pause.accept(left);
            left = nanos - nanoClock.getAsLong();
        }
    }
}
