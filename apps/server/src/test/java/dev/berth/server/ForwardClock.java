package dev.berth.server;

import dev.berth.testkit.Await;
import dev.berth.testkit.time.RealTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The machine's clock, which a test moves forward: limits of minutes, which no client of a test
/// reaches however slow the machine, are over when the test says so. Thread-safe.
final class ForwardClock implements LongSupplier {
    private final AtomicLong aheadNanos = new AtomicLong();
    private final AtomicLong readings = new AtomicLong();

    @Override
    public long getAsLong() {
        long now = RealTime.deadline(Duration.ofNanos(aheadNanos.get()));
        readings.incrementAndGet();
        return now;
    }

    void advance(Duration time) {
        aheadNanos.addAndGet(time.toNanos());
    }

    /// Advances, and waits until the one event loop of a server to which no client connects has
    /// checked its connections at the new time. Of three readings one may have begun before, and
    /// one be that of requests that arrive, which are checked less often.
    void advanceAndAwaitCheck(Duration time) {
        advance(time);
        long before = readings.get();
        Await.until("connections are checked", () -> readings.get() >= before + 3);
    }
}
