package dev.berth.features.rocksdb;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;

/// Counts the calls that use native memory, which is freed when none does: a later use would end
/// the process.
final class NativeUseCounter {
    private final StampedLock lock = new StampedLock();
    private final AtomicBoolean closing = new AtomicBoolean();

    /// Begins a use, which ends with [#end].
    ///
    /// @throws ClosedRows if no more can begin
    long begin() {
        if (!closing.get()) {
            // Never waits, not even behind one who closes: a use within a use is let in as well.
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

    /// Lets no more uses begin and waits for those that have.
    ///
    /// @return whether this was the first time
    boolean close() {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        // Never unlocked.
        lock.writeLock();
        return true;
    }
}
