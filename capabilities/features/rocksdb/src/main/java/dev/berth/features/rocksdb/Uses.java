package dev.berth.features.rocksdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;

/// Counts the calls that use native memory, which is freed when none does: a later use would end
/// the process.
final class Uses {
    private final Path directory;
    private final StampedLock lock = new StampedLock();
    private final AtomicBoolean closing = new AtomicBoolean();

    Uses(Path directory) {
        this.directory = directory;
    }

    /// Begins a use, which ends with [#end].
    ///
    /// @throws ProblemException `store-unavailable` if no more can begin
    long begin() {
        if (!closing.get()) {
            // Never waits, not even behind one who closes: a use within a use is let in as well.
            long stamp = lock.tryReadLock();
            if (stamp != 0) {
                return stamp;
            }
        }
        throw new ProblemException(
                ProblemCode.STORE_UNAVAILABLE,
                "the store in " + directory + " is closed",
                "close a store after the last use of it");
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
