package dev.berth.testkit.runtime;

import dev.berth.testkit.Await;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Barrier at which a test holds other threads, so that it needs no sleep.
///
/// Open at first. Thread-safe.
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean shut;
    private int waiting;
    private int admitted;

    /// Holds all threads that arrive from now on.
    public void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
    }

    /// Releases all waiting and later threads.
    public void open() {
        lock.lock();
        try {
            shut = false;
            admitted = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Releases `count` of the waiting or arriving threads, and holds the others.
    public void admit(int count) {
        lock.lock();
        try {
            admitted += count;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `count` threads are held here.
    ///
    /// @throws AssertionError if they do not arrive within [Await#TIMEOUT]
    public void awaitWaiting(int count) {
        lock.lock();
        try {
            long left = Await.TIMEOUT.toNanos();
            while (waiting < count) {
                if (left <= 0) {
                    throw new AssertionError(
                            waiting + " threads wait at the gate (expected: " + count + ")");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted at the gate", e);
        } finally {
            lock.unlock();
        }
    }

    /// The number of held threads.
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the gate releases this thread.
    public void pass() {
        pass(() -> false);
    }

    /// Makes threads waiting in [#pass] with a condition check it again.
    void recheck() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the gate releases this thread, or the wait is cancelled.
    ///
    /// @param calledOff checked on arrival and after each [#recheck]
    void pass(BooleanSupplier calledOff) {
        lock.lock();
        try {
            waiting++;
            changed.signalAll();
            while (shut && admitted == 0 && !calledOff.getAsBoolean()) {
                changed.awaitUninterruptibly();
            }
            if (shut && admitted > 0) {
                admitted--;
            }
            waiting--;
        } finally {
            lock.unlock();
        }
    }
}
