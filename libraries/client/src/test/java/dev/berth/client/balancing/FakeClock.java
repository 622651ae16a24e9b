package dev.berth.client.balancing;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Clock that only advances when it is set.
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
