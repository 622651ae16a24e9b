package dev.berth.events;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events that wait for one listener, and the thread that delivers them. Thread-safe.
///
/// [#offer] holds no lock, which a thread of low priority might be kept from giving back, and does
/// not wake the thread up, which takes microseconds: the thread looks every [#PAUSE_NANOS].
final class ListenerQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);

    private static final long PAUSE_NANOS = 10_000_000;

    /// A listener that always fails must not fill the log.
    private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

    private final PredictionListener listener;
    private final String name;
    private final Interest interest;
    private final Queue<PredictionEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Thread thread;
    private volatile boolean stopping;

    /// Whether nothing is delivered any more.
    private volatile boolean ended;

    private long loggedNanos;

    ListenerQueue(
            PredictionListener listener, String name, Interest interest, ThreadFactory threads) {
        this.listener = listener;
        this.name = name;
        this.interest = interest;
        this.loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;
        this.thread = threads.newThread(this::run);
        thread.setName("berth-events-" + name);
    }

    void start() {
        thread.start();
    }

    Interest interest() {
        return interest;
    }

    /// Adds an event that the listener is interested in, if there is room. Never blocks.
    ///
    /// @param event retained for the time that it waits
    void offer(PredictionEvent event) {
        long bytes = event.byteCount();
        int count = waitingCount.incrementAndGet();
        if (waitingBytes.addAndGet(bytes) > interest.bytesMax() || count > interest.eventsMax()) {
            waitingCount.decrementAndGet();
            waitingBytes.addAndGet(-bytes);
            lost.increment();
            return;
        }
        event.retain();
        waiting.add(event);
        if (ended) {
            discardWaiting();
        }
    }

    private @Nullable PredictionEvent next() {
        PredictionEvent next = waiting.poll();
        if (next != null) {
            waitingCount.decrementAndGet();
            waitingBytes.addAndGet(-next.byteCount());
        }
        return next;
    }

    private void run() {
        while (!ended) {
            PredictionEvent next = next();
            if (next != null) {
                deliver(next);
            } else if (stopping) {
                ended = true;
            } else {
                // A listener that was interrupted would have the thread spin.
                Thread.interrupted();
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        discardWaiting();
        try {
            listener.close();
        } catch (Throwable e) {
            LOG.warn("the listener '{}' of predictions was not closed in order", name, e);
        }
    }

    private void deliver(PredictionEvent event) {
        try {
            listener.onPrediction(event);
            delivered.increment();
        } catch (Throwable e) {
            lost.increment();
            log(event, e);
        } finally {
            event.release();
        }
    }

    private void log(PredictionEvent event, Throwable failure) {
        long now = System.nanoTime();
        if (now - loggedNanos >= LOG_INTERVAL_NANOS) {
            loggedNanos = now;
            LOG.error(
                    "the listener '{}' failed on prediction {} and maybe others",
                    name,
                    event.id(),
                    failure);
        }
    }

    private void discardWaiting() {
        for (PredictionEvent next = next(); next != null; next = next()) {
            lost.increment();
            next.release();
        }
    }

    /// Lets the thread end when nothing waits any more.
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /// Waits for the end, and gives up what waits still.
    void end(long deadlineNanos) {
        try {
            long nanos = deadlineNanos - System.nanoTime();
            if (!thread.join(Duration.ofNanos(Math.max(nanos, 1)))) {
                LOG.warn("the listener '{}' does not end; its events are lost", name);
                // First, or the thread would continue with the next event.
                ended = true;
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        discardWaiting();
    }

    ListenerStatistics statistics() {
        return new ListenerStatistics(name, delivered.sum(), lost.sum());
    }
}
