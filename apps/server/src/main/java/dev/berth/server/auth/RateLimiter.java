package dev.berth.server.auth;

import dev.berth.core.system.Quota;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Rate limiter of requests or records. Thread-safe, without locks: event loops share it.
///
/// The rate is held by the generic cell rate algorithm, which is a token bucket in one number: the
/// *theoretical arrival* is when what came so far would have come if each had come an interval
/// after the one before. So many may come as it then is at most a burst's worth of intervals ahead
/// of now, and each puts it one interval further. So in any period no more are admitted than the
/// burst and, for each interval of that time, one.
///
/// Source: ITU-T Recommendation I.371, annex A.
final class RateLimiter {
    private static final double SECOND_NANOS = 1e9;

    private final LongSupplier nanoTime;
    private final long originNanos;

    /// In nanoseconds since [#originNanos].
    private final AtomicLong theoreticalArrival = new AtomicLong();

    private volatile Bounds bounds;

    /// The rate in the units of the check.
    ///
    /// @param intervalNanos at the rate, rounded up so that it is never exceeded; 0 for any rate
    /// @param burst of no meaning at any rate
    private record Bounds(long intervalNanos, int burst) {
        long burstNanos() {
            return intervalNanos * burst;
        }
    }

    /// Remaining quota.
    ///
    /// @param available how many may come now
    /// @param untilNextNanos until one more may; 0 if all may
    record Room(long available, long untilNextNanos) {}

    RateLimiter(Optional<Quota.Rate> rate, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
        this.bounds = bounds(rate);
    }

    private static Bounds bounds(Optional<Quota.Rate> rate) {
        return rate.map(
                        known ->
                                new Bounds(
                                        (long) Math.ceil(SECOND_NANOS / known.perSecond()),
                                        known.burst()))
                .orElse(new Bounds(0, 0));
    }

    /// Takes another rate. What was used of the burst stays used, and comes back at the new rate: a
    /// rate that was too low must not hold on after it was mended.
    void change(Optional<Quota.Rate> rate) {
        Bounds before = bounds;
        Bounds after = bounds(rate);
        bounds = after;
        if (before.intervalNanos() == after.intervalNanos() || after.intervalNanos() == 0) {
            return;
        }
        theoreticalArrival.updateAndGet(
                arrival -> {
                    long now = now();
                    return arrival <= now ? arrival : now + rescaled(arrival - now, before, after);
                });
    }

    private static long rescaled(long owedNanos, Bounds before, Bounds after) {
        if (before.intervalNanos() == 0) {
            // Of an earlier rate, which is not known any more.
            return Math.min(owedNanos, after.burstNanos());
        }
        double used = (double) owedNanos / before.intervalNanos();
        return (long) Math.ceil(Math.min(used, after.burst()) * after.intervalNanos());
    }

    boolean isBounded() {
        return bounds.intervalNanos() > 0;
    }

    /// How many may ever come at once; the greatest number at any rate.
    int burst() {
        Bounds held = bounds;
        return held.intervalNanos() == 0 ? Integer.MAX_VALUE : held.burst();
    }

    /// Counts so many, of which all may come or none.
    ///
    /// @param count at most [#burst()]
    /// @return 0 if they may come, otherwise in how many nanoseconds they may
    long take(int count) {
        Bounds held = bounds;
        if (held.intervalNanos() == 0) {
            return 0;
        }
        while (true) {
            long now = now();
            long arrival = theoreticalArrival.get();
            long next = Math.max(arrival, now) + held.intervalNanos() * count;
            long early = next - now - held.burstNanos();
            if (early > 0) {
                return early;
            }
            if (theoreticalArrival.compareAndSet(arrival, next)) {
                return 0;
            }
        }
    }

    private long now() {
        return nanoTime.getAsLong() - originNanos;
    }

    /// What is left now; empty at any rate.
    Optional<Room> room() {
        Bounds held = bounds;
        if (held.intervalNanos() == 0) {
            return Optional.empty();
        }
        long owed = Math.max(0, theoreticalArrival.get() - now());
        long available = Math.max(0, held.burstNanos() - owed) / held.intervalNanos();
        long afterNext = Math.max(0, held.burst() - available - 1) * held.intervalNanos();
        return Optional.of(new Room(available, Math.max(0, owed - afterNext)));
    }
}
