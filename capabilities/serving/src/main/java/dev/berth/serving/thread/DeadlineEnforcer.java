package dev.berth.serving.thread;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Expires requests at their deadlines, wherever they are: the caller is notified at once, not when
/// the request's batch ends, and an execution without waiting callers is terminated.
///
/// Design: not a timer for each request, but one for the earliest deadline. Requests mostly allow
/// the same time, so that a new one hardly ever has an earlier deadline than all that are known,
/// and then costs two readings of a field. When the earliest deadline passes, its request has
/// mostly been answered long ago; a timer checks what is in flight then, ends what is late, and
/// looks again at the earliest deadline of the rest. A server whose requests allow 100 ms has ten
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

    private final LongSupplier nanoClock;
    private final ScheduledExecutorService timer;
    private final Set<DeadlineSource> lines = ConcurrentHashMap.newKeySet();
    private volatile long nextNanos;

    /// The look at [#nextNanos].
    private @Nullable Future<?> look;

    private boolean closed;

    private DeadlineEnforcer(LongSupplier nanoClock, ScheduledExecutorService timer) {
        this.nanoClock = nanoClock;
        this.timer = timer;
        this.nextNanos = nanoClock.getAsLong() + NEVER_NANOS;
    }

    public static DeadlineEnforcer start(ServingTime time) {
        return new DeadlineEnforcer(time.nanoClock(), time.timers().apply("berth-deadlines"));
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
        if (nanos - nextNanos < 0 && !closed) {
            nextNanos = nanos;
            if (look != null) {
                look.cancel(false);
            }
            long left = nanos - nanoClock.getAsLong();
            look = timer.schedule(this::look, left, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        synchronized (this) {
            // A deadline registered during the look is earlier than this, and brings it forward.
            nextNanos = nanoClock.getAsLong() + NEVER_NANOS;
        }
        long next = expireDue();
        scheduleAt(Math.max(next, nanoClock.getAsLong() + POLL_PAUSE_NANOS));
    }

    private long expireDue() {
        long now = nanoClock.getAsLong();
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
            scheduleAt(nanoClock.getAsLong());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (look != null) {
            look.cancel(false);
        }
        timer.shutdown();
    }
}
