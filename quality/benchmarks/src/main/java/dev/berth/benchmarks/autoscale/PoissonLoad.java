package dev.berth.benchmarks.autoscale;

import dev.berth.cli.bench.BenchmarkCall;
import dev.berth.cli.bench.LatencyHistogram;
import dev.berth.core.ProblemException;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Calls that are due at independent random times, whether or not earlier ones were answered, as
/// those of many callers. A latency counts from when the call was due.
final class PoissonLoad {
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final LongAdder failures = new LongAdder();
    private long calls;

    private PoissonLoad() {}

    /// Result of a load.
    record Result(LatencyHistogram latencies, long calls, long failures, double seconds) {}

    /// Runs a load; blocks until every call is answered.
    static Result run(double perSecond, double seconds, long seed, BenchmarkCall call) {
        var load = new PoissonLoad();
        long begin = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var random = new SplittableRandom(seed);
            double due = 0;
            while (due < seconds) {
                due -= Math.log(1 - random.nextDouble()) / perSecond;
                long dueNanos = begin + (long) (due * 1e9);
                while (System.nanoTime() < dueNanos) {
                    LockSupport.parkNanos(dueNanos - System.nanoTime());
                }
                load.calls++;
                callers.execute(() -> load.call(call, dueNanos));
            }
        }
        return new Result(
                load.latencies, load.calls, load.failures.sum(), (System.nanoTime() - begin) / 1e9);
    }

    private void call(BenchmarkCall call, long dueNanos) {
        try {
            call.run();
            long nanos = System.nanoTime() - dueNanos;
            synchronized (latencies) {
                latencies.record(nanos);
            }
        } catch (ProblemException e) {
            failures.increment();
        }
    }
}
