package dev.berth.client.balancing;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A clock that stands still until it is moved.
public final class FakeClock implements LongSupplier {
    private long nanos;

    @Override
    public long getAsLong() {
        return nanos;
    }

    public void move(Duration time) {
        nanos += time.toNanos();
    }

    public void moveTo(long otherNanos) {
        nanos = otherNanos;
    }
}
