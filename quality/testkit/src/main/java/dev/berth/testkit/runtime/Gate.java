package dev.berth.testkit.runtime;

import dev.berth.testkit.Await;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// A place where a test holds other threads until it lets them continue, so that it needs no sleep.
///
/// Open at first. Thread-safe.
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean shut;
    private int waiting;
    private int admitted;

    /// Holds everyone who arrives from now on.
    public void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
    }

    /// Lets everyone continue who waits or arrives from now on.
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

    /// Lets `count` of those continue who wait or arrive, and holds the others.
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

    /// Threads held here now.
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /// Goes on when the gate lets it.
    public void pass() {
        pass(() -> false);
    }

    /// Has those look again whether they still wait who [#pass] under a condition.
    void lookAgain() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Goes on when the gate lets it, or when it is called off.
    ///
    /// @param calledOff checked on arrival and after each [#lookAgain]
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
