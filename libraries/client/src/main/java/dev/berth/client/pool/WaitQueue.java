package dev.berth.client.pool;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The calls that wait for a stream.
///
/// The one that came first is served first, unless it has waited long: then there are more calls
/// than the server can answer, and the newest is served first. Each that was served in the order of
/// coming would otherwise have spent most of its time waiting, and reach its deadline at the
/// server. Not thread-safe.
final class WaitQueue<C> {
    /// Longer than a burst of calls, or a connection that is being opened, makes them wait.
    static final long LONG_NANOS = 100_000_000;

    private final CallList<C> calls = new CallList<>();
    private final long waitNanos;

    /// @param waitNanos no call waits longer
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

    /// Takes the call that has waited longest out; null if none waits.
    @Nullable PooledCall<C> takeOldest() {
        PooledCall<C> oldest = calls.first();
        if (oldest != null) {
            calls.remove(oldest);
        }
        return oldest;
    }

    /// Takes the call out that is to be served now; null if none waits.
    ///
    /// @param late is given those on the way whose time is over, each taken out
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

    /// Takes out all whose time is over.
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
