package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waiting for conditions in tests.
final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Waiting() {}

    /// The first value that is not empty.
    static byte[] until(Supplier<byte[]> value) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        byte[] found = value.get();
        while (found.length == 0) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
            found = value.get();
        }
        return found;
    }
}
