package dev.berth.serving.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/// Count of the leases of one instance, with its closed state. Both are one atomic number, so that
/// no lease is given after the instance is closed. Thread-safe.
final class LeaseCount {
    private static final long RETIRED = Long.MIN_VALUE;

    private final AtomicLong leases = new AtomicLong();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    /// Counts one more.
    ///
    /// @return false if no more are given
    boolean tryAdd() {
        while (true) {
            long held = leases.get();
            if (held < 0) {
                return false;
            }
            if (leases.compareAndSet(held, held + 1)) {
                return true;
            }
        }
    }

    /// Counts one beside one that is held, and which therefore cannot come too late.
    void addBeside() {
        leases.incrementAndGet();
    }

    /// How many there are.
    long held() {
        long held = leases.get();
        return held < 0 ? held - RETIRED : held;
    }

    /// One has ended.
    void remove() {
        if (leases.decrementAndGet() == RETIRED) {
            released.complete(null);
        }
    }

    /// [#retire] at once, and only if there are none.
    boolean retireIfNone() {
        boolean none = leases.compareAndSet(0, RETIRED);
        if (none) {
            released.complete(null);
        }
        return none;
    }

    /// No more are given. The future completes when the last one has ended, perhaps at once.
    CompletableFuture<Void> retire() {
        long held = leases.getAndUpdate(count -> count < 0 ? count : count + RETIRED);
        if (held == 0) {
            released.complete(null);
        }
        return released;
    }
}
