package dev.berth.server.inference;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/// Counts the requests in flight, so that the server can stop when there are none. Thread-safe.
public final class InFlightRequests {
    private final Object monitor = new Object();

    /// Two that only grow, for which event loops do not contend.
    private final LongAdder begun = new LongAdder();

    private final LongAdder ended = new LongAdder();
    private final LongAdder openCalls = new LongAdder();
    private final LongAdder openSockets = new LongAdder();
    private final List<Runnable> whenStopping = new CopyOnWriteArrayList<>();
    private volatile boolean retiring;
    private volatile boolean stopping;

    public void begin() {
        begun.increment();
    }

    public void end() {
        ended.increment();
        if (stopping && inFlight() == 0) {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }
    }

    /// Zero only if nothing was in flight at some instant of the call: what has ended is added up
    /// first, and what begins meanwhile can only make it more.
    public long inFlight() {
        long before = ended.sum();
        return begun.sum() - before;
    }

    /// Adds to the count of calls that stay open for as long as their callers like; subtracts if
    /// negative.
    public void addOpenCalls(int count) {
        openCalls.add(count);
    }

    public long openCalls() {
        return openCalls.sum();
    }

    /// Adds to the count of WebSockets; subtracts if negative.
    public void addOpenSockets(int count) {
        openSockets.add(count);
    }

    public long openSockets() {
        return openSockets.sum();
    }

    /// Whether callers are to look for another server, though this one may still answer them.
    public boolean isRetiring() {
        return retiring;
    }

    /// From now on the server is not ready, but answers requests.
    public void retire() {
        retiring = true;
    }

    /// Whether the server is about to stop, and takes no new requests.
    public boolean isStopping() {
        return stopping;
    }

    /// Does nothing after the first time.
    public void stop() {
        retiring = true;
        synchronized (monitor) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        whenStopping.forEach(Runnable::run);
    }

    /// Registers an action, called on any thread, for when the server is about to stop.
    public void whenStopping(Runnable action) {
        whenStopping.add(action);
    }

    /// Waits until nothing is in flight.
    ///
    /// @return false if something is after this time
    public boolean awaitIdle(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        synchronized (monitor) {
            while (inFlight() > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                monitor.wait(Math.max(1, left / 1_000_000));
            }
        }
        return true;
    }
}
