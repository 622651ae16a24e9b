package dev.berth.runtime.process;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: twice as long each time, up to a limit, less up to a half
/// by chance, so that what failed together is not tried together. For one thread.
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
