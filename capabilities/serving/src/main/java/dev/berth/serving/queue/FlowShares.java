package dev.berth.serving.queue;

import dev.berth.serving.request.RequestFlow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shares that requests of many parts ([RequestFlow]) have in one queue. Not thread-safe; the
/// queue guards it.
///
/// Design: the first part of a flow comes to the queue like any request, and may be refused like
/// any. While it or another of its flow waits or is worked on, the flow has a *share*: rows that
/// wait in the queue itself, enough to keep executors busy and few enough that other arrivals wait
/// only briefly. Parts beyond that are *held*: they take no room in the queue, are never refused
/// for want of it, and enter it at its end when there is room in the share. Several flows that hold
/// parts take turns, and all together take half of the queue, so that the other half is there for
/// single requests.
///
/// Cost: nothing for a request of one part; a map lookup for each part. References: A. Demers, S.
/// Keshav, S. Shenker, Analysis and Simulation of a Fair Queueing Algorithm, SIGCOMM 1989; P.
/// McKenney, Stochastic Fairness Queueing, INFOCOM 1990 (turns).
final class FlowShares<R extends QueueEntry<R>> {
    /// Batches of each executor that one flow has waiting: with one, an executor could find the
    /// queue empty while the next parts are on their way.
    private static final int BATCHES = 2;

    /// The part of a queue that one flow takes at most.
    private static final int OF_QUEUE = 4;

    private final int rowsMax;
    private final int allRowsMax;
    private final Map<RequestFlow, Share<R>> shares = new HashMap<>();
    private final Deque<Share<R>> holding = new ArrayDeque<>();

    /// Rows of all flows that wait in the queue.
    private int rows;

    private int heldRows;

    /// The share of one flow in this queue.
    private static final class Share<R extends QueueEntry<R>> {
        private final RequestDeque<R> held = new RequestDeque<>();

        /// Requests that wait in the queue or are worked on.
        private int inside;

        /// Rows that wait in the queue.
        private int rows;
    }

    FlowShares(int queueRowsMax, int batchMax, int executors) {
        this.rowsMax =
                (int)
                        Math.max(
                                1,
                                Math.min(
                                        (long) BATCHES * executors * batchMax,
                                        queueRowsMax / OF_QUEUE));
        this.allRowsMax = Math.max(1, queueRowsMax / 2);
    }

    /// Whether nothing of a flow is here.
    boolean isEmpty() {
        return shares.isEmpty();
    }

    boolean isHolding() {
        return !holding.isEmpty();
    }

    int heldRows() {
        return heldRows;
    }

    /// Keeps a request back if others of its flow are here and it is to wait for them.
    ///
    /// @param room rows that the queue has room for
    /// @param single whether a flow may have no more than one request waiting
    /// @return false if it must be offered to the queue
    boolean hold(R request, long room, boolean single) {
        Share<R> share = shares.get(request.flow());
        if (share == null) {
            return false;
        }
        if (share.held.isEmpty()) {
            if (mayEnter(share, request, room, single)) {
                return false;
            }
            holding.addLast(share);
        }
        share.held.add(request);
        heldRows += request.rows();
        return true;
    }

    private boolean mayEnter(Share<R> share, R request, long room, boolean single) {
        int added = request.rows();
        if (added > room || (rows > 0 && rows + added > allRowsMax)) {
            return false;
        }
        return share.rows == 0 || (!single && share.rows + added <= rowsMax);
    }

    /// Takes out what is to enter the queue next; the flows take turns.
    ///
    /// @param room as in [#hold]
    /// @param single as in [#hold]
    /// @return null if nothing may
    @Nullable R pollHeld(long room, boolean single) {
        for (int left = holding.size(); left > 0; left--) {
            Share<R> share = holding.removeFirst();
            R oldest = share.held.oldest();
            boolean enters = mayEnter(share, oldest, room, single);
            if (enters) {
                share.held.remove(oldest);
                heldRows -= oldest.rows();
            }
            if (!share.held.isEmpty()) {
                holding.addLast(share);
            }
            if (enters) {
                return oldest;
            }
        }
        return null;
    }

    /// A request waits in the queue from now on.
    void entered(R request) {
        RequestFlow flow = request.flow();
        if (flow != null) {
            Share<R> share = shares.computeIfAbsent(flow, made -> new Share<>());
            share.inside++;
            share.rows += request.rows();
            rows += request.rows();
        }
    }

    /// A request does not wait in the queue any more, but is worked on or [#left].
    void taken(R request) {
        Share<R> share = share(request);
        if (share != null) {
            share.rows -= request.rows();
            rows -= request.rows();
        }
    }

    /// What was taken is done with.
    void left(R request) {
        Share<R> share = share(request);
        if (share != null) {
            share.inside--;
            forgetIfEmpty(request, share);
        }
    }

    private @Nullable Share<R> share(R request) {
        RequestFlow flow = request.flow();
        return flow == null ? null : shares.get(flow);
    }

    private void forgetIfEmpty(R request, Share<R> share) {
        if (share.inside == 0 && share.held.isEmpty()) {
            shares.remove(request.flow());
        }
    }

    /// Takes a request out of those that are held.
    ///
    /// @return false if it is not among them
    boolean removeHeld(R request) {
        Share<R> share = share(request);
        if (share == null || !share.held.remove(request)) {
            return false;
        }
        heldRows -= request.rows();
        if (share.held.isEmpty()) {
            holding.remove(share);
            forgetIfEmpty(request, share);
        }
        return true;
    }

    /// What is held of each flow.
    Iterable<RequestDeque<R>> held() {
        return holding.stream().map(share -> share.held).toList();
    }
}
