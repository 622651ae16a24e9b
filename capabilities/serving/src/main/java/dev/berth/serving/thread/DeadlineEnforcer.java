package dev.berth.serving.thread;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Expires requests at their deadlines, wherever they are: the caller is notified at once, not when
/// the request's batch ends, and an execution without waiting callers is terminated.
///
/// Design: not a timer for each request, but one for the earliest deadline. Requests mostly allow
/// the same time, so that a new one hardly ever has an earlier deadline than all that are known,
/// and then costs two readings of a field. When the earliest deadline passes, its request has
/// mostly been answered long ago; a thread checks what is in flight then, ends what is late, and
/// sleeps until the earliest deadline of the rest. A server whose requests allow 100 ms has ten
/// such looks in a second, however many requests that is. Lines on which nothing is in flight are
/// forgotten until they have a request again.
///
/// Thread-safe.
public final class DeadlineEnforcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineEnforcer.class);

    /// Where every request has another deadline, and all of them pass, there are so many looks in a
    /// second at most: an answer comes a millisecond late.
    private static final long POLL_PAUSE_NANOS = 1_000_000;

    /// Later than any deadline.
    private static final long NEVER_NANOS = 1L << 62;

    private final Set<DeadlineSource> lines = ConcurrentHashMap.newKeySet();
    private volatile long nextNanos = System.nanoTime() + NEVER_NANOS;
    private boolean closed;

    private DeadlineEnforcer() {}

    public static DeadlineEnforcer start() {
        var deadlines = new DeadlineEnforcer();
        Thread.ofPlatform().name("berth-deadlines").daemon().start(deadlines::watch);
        return deadlines;
    }

    /// A request with this deadline has been added to a queue.
    public void expect(DeadlineSource line, long deadlineNanos) {
        if (line.needsWatch()) {
            lines.add(line);
        }
        if (deadlineNanos - nextNanos < 0) {
            scheduleAt(deadlineNanos);
        }
    }

    /// No more requests come to a queue. Otherwise it, and its model with it, would be kept until
    /// the next look, which is as far away as the deadlines of what it has done.
    public void leave(DeadlineSource line) {
        lines.remove(line);
    }

    private synchronized void scheduleAt(long nanos) {
        if (nanos - nextNanos < 0) {
            nextNanos = nanos;
            notifyAll();
        }
    }

    private void watch() {
        while (awaitNext()) {
            long next = expireDue();
            scheduleAt(Math.max(next, System.nanoTime() + POLL_PAUSE_NANOS));
        }
    }

    /// @return false once this is closed
    private synchronized boolean awaitNext() {
        try {
            long left = nextNanos - System.nanoTime();
            while (left > 0 && !closed) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = nextNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            LOG.error("requests are no longer ended at their deadlines", e);
            return false;
        }
        // A deadline registered during the check is earlier than this, and brings it forward.
        nextNanos = System.nanoTime() + NEVER_NANOS;
        return !closed;
    }

    private long expireDue() {
        long now = System.nanoTime();
        long next = now + NEVER_NANOS;
        for (DeadlineSource line : lines) {
            OptionalLong earliest = endLate(line, now);
            if (earliest.isPresent()) {
                next = Math.min(next, earliest.getAsLong());
            } else {
                forget(line);
            }
        }
        return next;
    }

    private static OptionalLong endLate(DeadlineSource line, long now) {
        try {
            return line.endLate(now);
        } catch (RuntimeException | Error e) {
            LOG.error("a request could not be ended at its deadline", e);
            return OptionalLong.of(now + POLL_PAUSE_NANOS);
        }
    }

    private void forget(DeadlineSource line) {
        lines.remove(line);
        line.unwatched();
        if (!line.isIdle() && line.needsWatch()) {
            lines.add(line);
            scheduleAt(System.nanoTime());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
