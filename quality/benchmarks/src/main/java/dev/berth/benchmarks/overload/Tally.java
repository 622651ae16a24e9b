package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.AnswerBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts of request results. Thread-safe.
final class Tally {
    private final LatencySamples admitted = new LatencySamples();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedWithRetryAfter = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final @Nullable Tally whole;

    Tally() {
        this.whole = null;
    }

    /// @param whole counter to which all of this is added as well
    Tally(Tally whole) {
        this.whole = whole;
    }

    void answered(AnswerBuffer.Answer answer, long nanos) {
        if (whole != null) {
            whole.answered(answer, nanos);
        }
        if (answer.isSuccess()) {
            synchronized (admitted) {
                admitted.add(nanos);
            }
        } else if (answer.status() == 429 || answer.status() == 503) {
            refused.increment();
            if (answer.hasHeader("retry-after")) {
                refusedWithRetryAfter.increment();
            }
        } else {
            failed.increment();
        }
    }

    /// Counts a broken connection.
    void failed() {
        if (whole != null) {
            whole.failed();
        }
        failed.increment();
    }

    /// Counts a request beyond the client's limit in flight.
    void unsent() {
        if (whole != null) {
            whole.unsent();
        }
        unsent.increment();
    }

    /// The counts so far.
    ///
    /// @param time in which they were counted
    Counts over(ClientTime time) {
        synchronized (admitted) {
            return new Counts(
                    time,
                    admitted.count(),
                    admitted.percentileMillis(50),
                    admitted.percentileMillis(99),
                    refused.sum(),
                    refusedWithRetryAfter.sum(),
                    failed.sum(),
                    unsent.sum());
        }
    }

    /// Counts within a time.
    ///
    /// @param p50Millis, p99Millis of admitted requests; NaN if there was none
    /// @param failed neither predicted nor properly rejected
    /// @param unsent by the client's own limit
    record Counts(
            ClientTime time,
            long admitted,
            double p50Millis,
            double p99Millis,
            long refused,
            long refusedWithRetryAfter,
            long failed,
            long unsent) {

        /// Predictions per second.
        double goodput() {
            return admitted / time.seconds();
        }

        /// Share of rejections with a retry time; 1 if there is no rejection.
        double retryAfterShare() {
            return refused == 0 ? 1 : (double) refusedWithRetryAfter / refused;
        }
    }
}
