package dev.berth.client.pool;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Queue of the calls that wait for a stream.
///
/// First in, first out, unless the oldest has waited long: then the server is overloaded and the
/// newest call is served first. In order of arrival, every call would have spent most of its time
/// waiting, and reach its deadline at the server. Not thread-safe.
final class WaitQueue<C> {
    /// Longer than a burst of calls or a new connection makes them wait.
    static final long LONG_NANOS = 100_000_000;

    private final CallList<C> calls = new CallList<>();
    private final long waitNanos;

    /// @param waitNanos maximum wait of a call
    WaitQueue(long waitNanos) {
        this.waitNanos = waitNanos;
    }

    int size() {
        return calls.size();
    }

    void add(PooledCall<C> call) {
        calls.addLast(call);
    }

    void remove(PooledCall<C> call) {
        calls.remove(call);
    }

    /// Removes the oldest call; null if the queue is empty.
    @Nullable PooledCall<C> takeOldest() {
        PooledCall<C> oldest = calls.first();
        if (oldest != null) {
            calls.remove(oldest);
        }
        return oldest;
    }

    /// Removes the call to serve next; null if the queue is empty.
    ///
    /// @param late receives expired calls found on the way, removed as well
    @Nullable PooledCall<C> takeNext(long nowNanos, Consumer<PooledCall<C>> late) {
        while (true) {
            PooledCall<C> oldest = calls.first();
            if (oldest == null) {
                return null;
            }
            PooledCall<C> next = oldest;
            if (nowNanos - oldest.sinceNanos > LONG_NANOS) {
                PooledCall<C> newest = calls.last();
                next = newest == null ? oldest : newest;
            }
            calls.remove(next);
            if (!isLate(next, nowNanos)) {
                return next;
            }
            late.accept(next);
        }
    }

    /// Removes all expired calls.
    void takeLate(long nowNanos, Consumer<PooledCall<C>> late) {
        PooledCall<C> call = calls.first();
        while (call != null) {
            PooledCall<C> after = call.next;
            if (isLate(call, nowNanos)) {
                calls.remove(call);
                late.accept(call);
            }
            call = after;
        }
    }

    private boolean isLate(PooledCall<C> call, long nowNanos) {
        return nowNanos - call.untilNanos >= 0 || nowNanos - call.sinceNanos >= waitNanos;
    }
}
