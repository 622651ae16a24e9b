package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.RecordLimits;
import dev.berth.serving.request.RequestFlow;
import dev.berth.serving.thread.DeadlineSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Bulkhead of one endpoint: bounds its records in flight, and thereby its use of shared resources.
/// Thread-safe.
///
/// Further ones wait, first come first served, and are refused when as many wait as may. Records of
/// one request are not refused for each other: while some of them are in flight or wait, those that
/// find the first half of the places taken are held, and wait when there is one again ([#held]).
/// Where the bound is *adaptive* it follows the time that a record takes: while records take hardly
/// longer than the quickest did lately, the bound grows by its square root each round; where they
/// take longer, they wait for each other somewhere behind, and the bound shrinks in proportion. A
/// round is as many records as the bound; now and then one of half as many measures the quickest
/// anew. Source of the idea: Netflix' gradient limits (E. Aiken and others, Performance Under Load,
/// 2018).
final class Bulkhead implements DeadlineSource {
    /// The bound never shrinks below.
    private static final int ADAPTED_MIN = 4;

    /// By how much a record may take longer than the quickest before the bound shrinks.
    private static final double TOLERANCE = 1.5;

    /// Rounds after which the quickest is measured anew, in one with half as many in flight: what
    /// was quick long ago may not be had any more.
    private static final int ROUNDS_BETWEEN_MEASUREMENTS = 50;

    /// The problem of a record that waited too long.
    static final Problem LATE =
            Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the record waited for others of its endpoint until its deadline",
                    "send it again later, or give the endpoint more room in its `limits`");

    private final EndpointName name;
    private final RecordLimits limits;
    private final AtomicBoolean watched = new AtomicBoolean();
    private final Deque<RecordExecution> waiting = new ArrayDeque<>();

    /// Records that wait for others of their requests, of which each has a window here at most.
    private final Deque<RecordExecution> held = new ArrayDeque<>();

    /// How many records of each request are in flight or wait.
    private final Map<RequestFlow, Integer> inside = new HashMap<>();

    private double limit;
    private int running;
    private boolean starting;
    private boolean reached;
    private int ended;
    private long nanos;
    private double quickestNanos = Double.POSITIVE_INFINITY;
    private double usualNanos;
    private int rounds;

    /// The bound to go back to after a measurement; 0 while there is none.
    private double limitBefore;

    Bulkhead(EndpointName name, RecordLimits limits) {
        this.name = name;
        this.limits = limits;
        this.limit =
                limits.isAdaptive()
                        ? Math.min(limits.concurrentMax(), 4 * ADAPTED_MIN)
                        : limits.concurrentMax();
    }

    /// Starts a record, now or when others have ended, or refuses it.
    void enter(RecordExecution call) {
        Problem refusal = null;
        boolean mayStart = false;
        boolean waits = false;
        synchronized (this) {
            if (running < (int) limit) {
                running++;
                mayStart = true;
                entered(call);
            } else {
                reached = true;
                waits = hold(call);
                if (!waits && waiting.size() < limits.waitingMax()) {
                    addWaiting(call);
                    waits = true;
                }
                refusal = waits ? null : full();
            }
        }
        if (refusal != null) {
            call.refuse(refusal);
        } else if (mayStart && !call.beginWithin()) {
            // Given up before it began.
            startNext(call.request().flow());
        } else if (waits) {
            // May have begun by now, which is found out then.
            call.context().serving().expect(this, call.request().deadlineNanos());
        }
    }

    private boolean hold(RecordExecution call) {
        RequestFlow flow = call.request().flow();
        if (flow == null || !inside.containsKey(flow) || isRoomForHeld()) {
            return false;
        }
        held.addLast(call);
        return true;
    }

    /// The other half is for requests of one record.
    private boolean isRoomForHeld() {
        return held.isEmpty() && waiting.size() < limits.waitingMax() / 2;
    }

    private void addWaiting(RecordExecution call) {
        waiting.addLast(call);
        entered(call);
    }

    private void entered(RecordExecution call) {
        RequestFlow flow = call.request().flow();
        if (flow != null) {
            inside.merge(flow, 1, Integer::sum);
        }
    }

    private void gone(@Nullable RequestFlow flow) {
        if (flow != null) {
            inside.computeIfPresent(flow, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /// Refuses those that have waited until their deadlines.
    @Override
    public OptionalLong endLate(long nowNanos) {
        List<RecordExecution> late = new ArrayList<>();
        OptionalLong next = OptionalLong.empty();
        synchronized (this) {
            next = findLate(held, nowNanos, late, next);
            held.removeAll(new HashSet<>(late));
            int heldLate = late.size();
            next = findLate(waiting, nowNanos, late, next);
            waiting.removeAll(new HashSet<>(late));
            late.subList(heldLate, late.size()).forEach(call -> gone(call.request().flow()));
        }
        late.forEach(call -> call.refuse(LATE));
        return next;
    }

    private static OptionalLong findLate(
            Deque<RecordExecution> calls,
            long nowNanos,
            List<RecordExecution> late,
            OptionalLong before) {
        OptionalLong next = before;
        for (RecordExecution call : calls) {
            long deadline = call.request().deadlineNanos();
            if (deadline - nowNanos <= 0) {
                late.add(call);
            } else if (next.isEmpty() || deadline - next.getAsLong() < 0) {
                next = OptionalLong.of(deadline);
            }
        }
        return next;
    }

    @Override
    public boolean needsWatch() {
        return !watched.getAndSet(true);
    }

    @Override
    public void unwatched() {
        watched.set(false);
    }

    @Override
    public synchronized boolean isIdle() {
        return waiting.isEmpty() && held.isEmpty();
    }

    private Problem full() {
        long millis = Math.max(1, Math.round(usualNanos / 1e6));
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "endpoint '"
                                + name
                                + "' has "
                                + running
                                + " records in flight and "
                                + waiting.size()
                                + " waiting, as many as it may",
                        "send it again later, or give the endpoint more room in its `limits`")
                .withRetryAfter(Duration.ofMillis(millis));
    }

    /// A record that had begun has ended; the next one begins on this thread.
    ///
    /// @param flow of its request
    /// @param recordNanos from where it began
    void left(@Nullable RequestFlow flow, long recordNanos) {
        synchronized (this) {
            count(recordNanos);
        }
        startNext(flow);
    }

    private void startNext(@Nullable RequestFlow ended) {
        synchronized (this) {
            running--;
            gone(ended);
            if (starting) {
                // Another thread, or this one further out, looks again: no record starts within
                // another.
                return;
            }
            starting = true;
        }
        RecordExecution next = next();
        while (next != null) {
            if (!next.beginWithin()) {
                synchronized (this) {
                    running--;
                    gone(next.request().flow());
                }
            }
            next = next();
        }
    }

    /// The next record to begin; null if there is none, or no room.
    private synchronized @Nullable RecordExecution next() {
        while (!held.isEmpty() && (waiting.isEmpty() || waiting.size() < limits.waitingMax() / 2)) {
            addWaiting(held.removeFirst());
        }
        if (waiting.isEmpty() || running >= (int) limit) {
            starting = false;
            return null;
        }
        running++;
        return waiting.removeFirst();
    }

    private void count(long recordNanos) {
        ended++;
        nanos += recordNanos;
        if (ended < (int) limit) {
            return;
        }
        usualNanos = (double) nanos / ended;
        if (limits.isAdaptive()) {
            adapt();
        }
        ended = 0;
        nanos = 0;
        reached = false;
    }

    private void adapt() {
        rounds++;
        if (limitBefore > 0) {
            quickestNanos = usualNanos;
            limit = limitBefore;
            limitBefore = 0;
            return;
        }
        quickestNanos = Math.min(quickestNanos, usualNanos);
        if (rounds % ROUNDS_BETWEEN_MEASUREMENTS == 0) {
            limitBefore = limit;
            limit = clamped(limit / 2);
            return;
        }
        double gradient = Math.clamp(TOLERANCE * quickestNanos / Math.max(1, usualNanos), 0.5, 1.0);
        // What was never reached says nothing of what more would do.
        double growth = reached || gradient < 1 ? Math.sqrt(limit) : 0;
        limit = clamped(limit * gradient + growth);
    }

    private double clamped(double wanted) {
        return Math.clamp(
                wanted, Math.min(ADAPTED_MIN, limits.concurrentMax()), limits.concurrentMax());
    }

    /// Counts as many as in flight as may be, for tests of the bound.
    ///
    /// @return how many
    synchronized int fill() {
        reached = true;
        running = (int) limit;
        return running;
    }

    synchronized int limit() {
        return (int) limit;
    }
}
