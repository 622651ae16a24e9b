package dev.berth.server.access;

import dev.berth.core.system.Quota;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Counts the requests of one consumer, of all kinds or to one model, against what they may be.
/// Thread-safe, without locks: event loops share it.
///
/// The rate is held by the generic cell rate algorithm, which is a token bucket in one number: the
/// *theoretical arrival* is when the requests so far would have come if each had come an interval
/// after the one before. A request may come when that is at most a burst's worth of intervals ahead
/// of now, and puts it one interval further. So in any time no more are let in than the burst and,
/// for each interval of that time, one.
///
/// Source: ITU-T Recommendation I.371, annex A.
final class Limiter {
    private static final double SECOND_NANOS = 1e9;

    private final String name;
    private final LongSupplier nanoTime;
    private final long originNanos;

    /// In nanoseconds since [#originNanos].
    private final AtomicLong theoreticalArrival = new AtomicLong();

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile Bounds bounds;

    /// The limits in the form in which they are asked.
    ///
    /// @param intervalNanos between requests at the rate, rounded up so that the rate is never
    ///   exceeded; 0 for any rate
    /// @param burst of no meaning at any rate
    /// @param concurrent how many may be under way
    /// @param policy as the header `RateLimit-Policy` has it; empty without limits
    private record Bounds(long intervalNanos, int burst, int concurrent, String policy) {
        long burstNanos() {
            return intervalNanos * burst;
        }
    }

    /// @param name by which headers call it: empty for all requests, or a model's
    Limiter(String name, Quota.Limits limits, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
        this.bounds = bounds(name, limits);
    }

    private static Bounds bounds(String name, Quota.Limits limits) {
        long interval =
                limits.rate()
                        .map(rate -> (long) Math.ceil(SECOND_NANOS / rate.requestsPerSecond()))
                        .orElse(0L);
        int burst = limits.rate().map(Quota.Rate::burst).orElse(0);
        int concurrent = limits.concurrentRequests().orElse(Integer.MAX_VALUE);
        return new Bounds(interval, burst, concurrent, RateLimitFields.policy(name, limits));
    }

    /// Takes other limits; what is under way and what was counted stays.
    void change(Quota.Limits limits) {
        bounds = bounds(name, limits);
    }

    /// Counts a request as under way, until [#leave].
    ///
    /// @return false if there are as many as may be
    boolean enter() {
        int max = bounds.concurrent();
        while (true) {
            int now = underWay.get();
            if (now >= max) {
                return false;
            }
            if (underWay.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void leave() {
        underWay.decrementAndGet();
    }

    /// Counts a request against the rate.
    ///
    /// @return 0 if it may come, otherwise in how many nanoseconds one may
    long take() {
        Bounds held = bounds;
        if (held.intervalNanos() == 0) {
            return 0;
        }
        while (true) {
            long now = now();
            long arrival = theoreticalArrival.get();
            long next = Math.max(arrival, now) + held.intervalNanos();
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

    String name() {
        return name;
    }

    /// As the header `RateLimit-Policy` has it; empty without limits.
    String policy() {
        return bounds.policy();
    }

    /// As the header `RateLimit` has it; empty without limits.
    String limit() {
        Bounds held = bounds;
        return RateLimitFields.limit(
                name,
                held.intervalNanos() == 0 ? -1 : available(held),
                held.intervalNanos() == 0 ? 0 : untilNextNanos(held),
                held.concurrent() == Integer.MAX_VALUE
                        ? -1
                        : Math.max(0, held.concurrent() - underWay.get()));
    }

    private long owedNanos() {
        return Math.max(0, theoreticalArrival.get() - now());
    }

    private long available(Bounds held) {
        return Math.max(0, held.burstNanos() - owedNanos()) / held.intervalNanos();
    }

    /// Until one more is available than now; 0 if all are.
    private long untilNextNanos(Bounds held) {
        long owed = owedNanos();
        long after = Math.max(0, held.burst() - available(held) - 1) * held.intervalNanos();
        return Math.max(0, owed - after);
    }

    /// How many are under way.
    int underWay() {
        return underWay.get();
    }

    /// How many may be; empty values are as many as there are numbers.
    int concurrentMax() {
        return bounds.concurrent();
    }

    /// How many may come now at once; NaN at any rate.
    double available() {
        Bounds held = bounds;
        return held.intervalNanos() == 0 ? Double.NaN : available(held);
    }
}
