package dev.berth.runtime.process;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Delay before the next try: twice as long each time, up to a limit, less a random part of at most
/// half, so that simultaneous failures are not retried together. For one thread.
final class Backoff {
    private final Duration min;
    private final Duration max;
    private final RandomGenerator random;
    private Duration next;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.min = min;
        this.max = max;
        this.random = random;
        this.next = min;
    }

    Duration next() {
        long nanos = next.toNanos();
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(max) > 0 ? max : twice;
        return Duration.ofNanos(nanos - (long) (random.nextDouble() * nanos / 2));
    }

    /// The next try is the first again.
    void reset() {
        next = min;
    }
}
