package dev.berth.features.rocksdb;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;

/// Counter of calls that use native memory, which is freed after the last one: a later use would
/// crash the process.
final class NativeUseCounter {
    private final StampedLock lock = new StampedLock();
    private final AtomicBoolean closing = new AtomicBoolean();

    /// Begins a use, which [#end] ends.
    ///
    /// @throws ClosedRows after [#close]
    long begin() {
        if (!closing.get()) {
            // Never waits, not even for a closing thread: a nested use must be able to begin.
            long stamp = lock.tryReadLock();
            if (stamp != 0) {
                return stamp;
            }
        }
        throw new ClosedRows();
    }

    void end(long stamp) {
        lock.unlockRead(stamp);
    }

    /// Rejects further uses and waits for those in progress.
    ///
    /// @return whether this was the first call
    boolean close() {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        // Never unlocked.
        lock.writeLock();
        return true;
    }
}
