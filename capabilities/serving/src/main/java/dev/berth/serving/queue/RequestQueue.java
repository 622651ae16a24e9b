package dev.berth.serving.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/// The requests that wait for one version, and the count of executors that work on them.
///
/// Design, while executors can keep up but for bursts: batching without artificial delay, first
/// come first served. A request that finds an executor idle starts it at once; while all are busy,
/// requests gather here, and an executor that becomes free takes its share of them: what is queued
/// divided by the number of executors, so that none takes everything while another goes idle, and
/// never more than the batch limit. With a maximum delay an idle executor is not started before the
/// batch is full or the oldest request has waited that long.
///
/// During overload ([OverloadDetector]), from a full queue to an empty one, a queue in order would
/// make every answer as late as the queue is long. Then the newest is served first, as its caller
/// is the one most likely still waiting, in batches of the size that gives nearly all throughput
/// ([AdaptiveBatchSizer]), and an arrival pushes out the oldest if there is no room. After a burst
/// the queue drains in this order, urgent requests first ([BurstOrder]). Once the overload lasts,
/// the queue is limited to what is useful, at least two batches for each executor, so that they do
/// not run dry, and no request waits longer than that takes. So goodput stays, and an answer takes
/// hardly longer than its batch. What is pushed out is *shed*: taken out by [#drainShed] and
/// rejected. Most such requests are rejected before they are read ([EarlyLoadShedder]). References:
/// B. Maurer, Fail at Scale, ACM Queue 13 (8), 2015 (adaptive LIFO); K. Nichols and V. Jacobson,
/// Controlling Queue Delay, ACM Queue 10 (5), 2012 (delay, not length, is the measure).
///
/// What comes in many parts has a share of the queue; parts beyond it are held ([FlowShares]).
///
/// The decision to start an executor and the decision of an executor to stop are made under the
/// same lock, so that no request is left behind. Every operation is a few instructions, but for
/// those that shed or look through all.
public final class RequestQueue<R extends QueueEntry<R>> {
    /// Batches that may wait for each executor, and that a request waits for at most, during
    /// overload: with one, executors ran dry in simulations of a demand just above capacity; more
    /// make refusals later and nothing better.
    private static final int BATCHES_AWAITED_MAX = 2;

    /// By how much longer a wait may be than expected: batches differ.
    private static final double WAIT_MARGIN = 1 + 1.0 / 16;

    /// Oldest requests among which an arrival's thread searches for one of its own.
    private static final int OLD_MAX = 8;

    private final int rowsMax;
    private final int batchMax;
    private final int executors;
    private final long delayNanos;
    private final AdaptiveBatchSizer times;
    private final OverloadDetector overload;
    private final LongSupplier nanoClock;
    private final EarlyLoadShedder shedder = new EarlyLoadShedder();
    private final RequestDeque<R> waiting = new RequestDeque<>();
    private final FlowShares<R> flows;

    /// What executors have taken and not finished, each share equal only to itself.
    private final Set<List<R>> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());

    private List<R> shed = new ArrayList<>();
    private volatile boolean sheds;
    private int rows;
    private int active;

    public RequestQueue(
            int rowsMax,
            int batchMax,
            int executors,
            long delayNanos,
            AdaptiveBatchSizer times,
            OverloadDetector overload,
            LongSupplier nanoClock) {
        this.rowsMax = rowsMax;
        this.batchMax = batchMax;
        this.executors = executors;
        this.delayNanos = delayNanos;
        this.times = times;
        this.overload = overload;
        this.nanoClock = nanoClock;
        this.flows = new FlowShares<>(rowsMax, batchMax, executors);
    }

    public long delayNanos() {
        return delayNanos;
    }

    /// Result of offering a request.
    public enum Admission {
        /// Queued; a busy executor, or one started by a timer, will take it.
        QUEUED,
        /// Queued; the caller starts one more executor.
        START_EXECUTOR,
        /// Queued; the caller schedules [#startIfDue] after the maximum delay.
        START_LATER,
        /// Not queued: no room.
        FULL
    }

    /// Whether a request is shed before it is read: during overload, with hardly any room, and with
    /// enough others admitted. Otherwise it must be offered.
    public boolean shouldShedUnread() {
        // Without a lock: nearly always.
        return overload.isOverloaded() && turnsAwayExcess();
    }

    private synchronized boolean turnsAwayExcess() {
        boolean admitted = shedder.tryAdmit();
        return !admitted && overload.isOverloaded() && rows >= rowsWanted();
    }

    /// As many that wait that no caller is refused unread: a batch, and more while the excess may
    /// be a burst.
    private int rowsWanted() {
        int batch = times.efficientRows();
        long spare = awaitedRows() - batch;
        return (int) Math.max(Math.min(rowsMax, batch), overload.room(awaitedRows()) - spare);
    }

    /// Rows that may wait in any case.
    private long awaitedRows() {
        return BATCHES_AWAITED_MAX * (long) executors * times.efficientRows();
    }

    public synchronized Admission offer(R request) {
        if (request.flow() != null && flows.hold(request, room(), overload.isOverloaded())) {
            return Admission.QUEUED;
        }
        // Waiting rows plus this request, in long: both are bounded by int, their sum is not.
        boolean fits = (long) rows + request.rows() <= rowsMax;
        if (!fits) {
            if (!overload.isOverloaded()) {
                shedder.begin(executors * times.efficientRows());
            }
            overload.onQueueFull();
        }
        if (overload.isOverloaded()) {
            makeRoom(request);
        } else if (!fits) {
            return Admission.FULL;
        }
        enter(request);
        return admission();
    }

    private void enter(R request) {
        waiting.add(request);
        rows += request.rows();
        flows.entered(request);
    }

    /// Rows that may enter without one that is pushed out.
    private long room() {
        if (waiting.isEmpty()) {
            return rowsMax;
        }
        return (overload.isOverloaded() ? overload.room(awaitedRows()) : rowsMax) - (long) rows;
    }

    /// Queues held parts, as far as there is room.
    private void enterHeld() {
        while (flows.isHolding()) {
            R next = flows.pollHeld(room(), overload.isOverloaded());
            if (next == null) {
                return;
            }
            next.heldUntilNanos = nanoClock.getAsLong();
            enter(next);
        }
    }

    private Admission admission() {
        if (active >= executors) {
            return Admission.QUEUED;
        }
        if (delayNanos == 0 || rows >= batchMax) {
            active++;
            return Admission.START_EXECUTOR;
        }
        return waiting.size() == 1 ? Admission.START_LATER : Admission.QUEUED;
    }

    /// Pushes out the oldest until no more wait, with the arrival, than executors take next.
    private void makeRoom(R arrival) {
        int room = overload.room(awaitedRows());
        while (!waiting.isEmpty() && (long) rows + arrival.rows() > room) {
            shed(findOld(arrival));
        }
    }

    /// The oldest request of the arrival's thread, if it is among the older half of a few, and
    /// otherwise the oldest: its rejection then wakes no other thread up.
    private R findOld(R arrival) {
        int left = Math.min(OLD_MAX, waiting.size() / 2);
        for (Iterator<R> old = waiting.iterator(); left > 0; left--) {
            R one = old.next();
            if (one.hasSameCallerThread(arrival)) {
                return one;
            }
        }
        return waiting.oldest();
    }

    private void shed(R old) {
        waiting.remove(old);
        rows -= old.rows();
        leave(old);
        shed.add(old);
        sheds = true;
    }

    private void leave(R request) {
        flows.taken(request);
        flows.left(request);
    }

    /// Whether, some requests having waited for the maximum delay, the caller must start one more
    /// executor.
    public synchronized boolean startIfDue() {
        if (waiting.isEmpty() || active >= executors) {
            return false;
        }
        active++;
        return true;
    }

    /// Takes the executor's share: at least one request if any waits, otherwise as many as fit. An
    /// empty list stops the executor, and counts it as stopped; any other is to be [#finished].
    ///
    /// @param nowNanos on the scale of [System#nanoTime()]
    public synchronized List<R> pollBatch(long nowNanos) {
        boolean newestFirst = overload.isOverloaded();
        List<R> urgent = List.of();
        if (overload.isLasting()) {
            shedLate(nowNanos);
        } else if (newestFirst) {
            urgent = urgent(nowNanos);
        }
        if (waiting.isEmpty()) {
            enterHeld();
        }
        if (waiting.isEmpty()) {
            overload.onDispatched(0, 0);
            active--;
            return List.of();
        }
        int share = newestFirst ? times.nextRows() : (rows + executors - 1) / executors;
        var taken = new ArrayList<R>(Math.min(Math.min(batchMax, share), waiting.size()));
        int takenRows = take(taken, Math.min(batchMax, share), newestFirst, urgent);
        rows -= takenRows;
        overload.onDispatched(takenRows, rows);
        shedder.onDispatched(taken.size());
        inFlight.add(taken);
        enterHeld();
        return taken;
    }

    /// An executor is done with the share that it took.
    public synchronized void finished(List<R> share) {
        inFlight.remove(share);
        if (!flows.isEmpty()) {
            share.forEach(flows::left);
            enterHeld();
        }
    }

    private List<R> urgent(long nowNanos) {
        int batch = times.efficientRows();
        return BurstOrder.urgent(waiting, nowNanos, times.batchNanos(batch), nanosOf(rows));
    }

    /// How long it takes to serve so many rows.
    private long nanosOf(long count) {
        int batch = times.efficientRows();
        return count * times.batchNanos(batch) / ((long) batch * executors);
    }

    /// @param urgent requests that go before the others, the last first; taken out
    private int take(List<R> taken, int share, boolean newestFirst, List<R> urgent) {
        int takenRows = 0;
        while (!waiting.isEmpty()) {
            R next;
            if (urgent.isEmpty()) {
                next = newestFirst ? waiting.newest() : waiting.oldest();
            } else {
                next = urgent.removeLast();
            }
            if (!taken.isEmpty() && takenRows + next.rows() > share) {
                break;
            }
            waiting.remove(next);
            flows.taken(next);
            taken.add(next);
            takenRows += next.rows();
        }
        return takenRows;
    }

    /// Requests that have waited for longer than it takes to drain a full queue.
    private void shedLate(long nowNanos) {
        long waitMax = nanosOf(overload.room(awaitedRows()));
        if (waitMax == 0) {
            return;
        }
        // The newest is taken, whatever it has waited: an executor is free.
        while (waiting.size() > 1 && nowNanos - waiting.oldest().waitsSinceNanos() > waitMax) {
            shed(waiting.oldest());
        }
    }

    /// Whether there may be something for [#drainShed]; without a lock.
    public boolean hasShed() {
        return sheds;
    }

    /// What was pushed out since the last call, for the caller to refuse.
    public synchronized List<R> drainShed() {
        List<R> taken = shed;
        shed = new ArrayList<>();
        sheds = false;
        return taken;
    }

    /// How long it takes to work a full queue off, in nanoseconds: after that there is room again,
    /// and an overload may be over.
    public long fullQueueNanos(long nanosPerRow) {
        double nanosOfRow = times.nanosPerRow(batchMax, (double) nanosPerRow);
        return (long) (rowsMax * nanosOfRow / executors);
    }

    /// How long a request that comes now waits for its answer, in nanoseconds, as far as can be
    /// known; 0 if none waits, as it is then executed next whatever others took.
    public synchronized long expectedNanos(long nanosPerRow) {
        if (rows == 0 || overload.isOverloaded()) {
            return 0;
        }
        int batch = Math.min(batchMax, (rows + executors - 1) / executors);
        double nanosOfRow = times.nanosPerRow(batch, (double) nanosPerRow);
        return (long) ((WAIT_MARGIN * rows / executors + 2 * batch) * nanosOfRow);
    }

    /// Takes a request out, wherever it stands.
    ///
    /// @return false if it is not here (any more)
    public synchronized boolean remove(R request) {
        if (!waiting.remove(request)) {
            return flows.removeHeld(request);
        }
        rows -= request.rows();
        leave(request);
        enterHeld();
        return true;
    }

    /// Whether nothing waits and no executor has anything.
    public synchronized boolean isIdle() {
        return waiting.isEmpty() && inFlight.isEmpty();
    }

    /// Finds late requests among those that wait and those that executors have, and leaves them
    /// there.
    ///
    /// @param late takes what has passed its deadline
    /// @return the earliest deadline of the others; empty if there are none
    public synchronized OptionalLong findLate(long nowNanos, List<R> late) {
        OptionalLong earliest = findLate(nowNanos, waiting, late, OptionalLong.empty());
        for (RequestDeque<R> held : flows.held()) {
            earliest = findLate(nowNanos, held, late, earliest);
        }
        for (List<R> share : inFlight) {
            earliest = findLate(nowNanos, share, late, earliest);
        }
        return earliest;
    }

    /// What waits and what executors have; it stays there.
    public synchronized List<R> all() {
        List<R> all = new ArrayList<>();
        waiting.forEach(all::add);
        flows.held().forEach(held -> held.forEach(all::add));
        inFlight.forEach(all::addAll);
        return all;
    }

    private OptionalLong findLate(
            long nowNanos, Iterable<R> requests, List<R> late, OptionalLong before) {
        OptionalLong earliest = before;
        for (R request : requests) {
            long deadline = request.deadlineNanos();
            if (deadline - nowNanos < 0) {
                late.add(request);
            } else if (earliest.isEmpty() || deadline - earliest.getAsLong() < 0) {
                earliest = OptionalLong.of(deadline);
            }
        }
        return earliest;
    }

    public synchronized int rows() {
        return rows;
    }

    /// Rows that wait, with those that are held.
    public synchronized int rowsWithHeld() {
        return rows + flows.heldRows();
    }

    public synchronized int requests() {
        return waiting.size();
    }

    /// When the request was submitted that waits longest, on the scale of [System#nanoTime()].
    public synchronized OptionalLong oldestNanos() {
        return waiting.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(waiting.oldest().submittedNanos());
    }
}
