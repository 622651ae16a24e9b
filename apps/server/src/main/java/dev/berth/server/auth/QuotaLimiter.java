package dev.berth.server.auth;

import dev.berth.core.system.Quota;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Limiter of one consumer's concurrent requests and rates, over all requests or those of one
/// model. Thread-safe, without locks: event loops share it.
final class QuotaLimiter {
    private final String name;
    private final RateLimiter requests;
    private final RateLimiter records;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile Bounds bounds;

    /// @param concurrent how many requests may be in flight
    /// @param policy as the header `RateLimit-Policy` has it; empty without limits
    private record Bounds(int concurrent, String policy) {}

    /// @param name by which headers call it: empty for all requests, or a model's
    QuotaLimiter(String name, Quota.Limits limits, LongSupplier nanoTime) {
        this.name = name;
        this.requests = new RateLimiter(limits.requests(), nanoTime);
        this.records = new RateLimiter(limits.records(), nanoTime);
        this.bounds = bounds(name, limits);
    }

    private static Bounds bounds(String name, Quota.Limits limits) {
        return new Bounds(
                limits.concurrentRequests().orElse(Integer.MAX_VALUE),
                RateLimitFields.policy(name, limits));
    }

    /// Takes other limits; what is in flight and what was counted stays.
    void change(Quota.Limits limits) {
        bounds = bounds(name, limits);
        requests.change(limits.requests());
        records.change(limits.records());
    }

    /// Counts a request as in flight, until [#leave].
    ///
    /// @return false if there are as many as may be
    boolean enter() {
        int max = bounds.concurrent();
        while (true) {
            int now = inFlight.get();
            if (now >= max) {
                return false;
            }
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /// Counts a request against the rate.
    ///
    /// @return 0 if it may come, otherwise in how many nanoseconds one may
    long take() {
        return requests.take(1);
    }

    RateLimiter requests() {
        return requests;
    }

    RateLimiter records() {
        return records;
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
        int max = bounds.concurrent();
        return RateLimitFields.limit(
                name,
                requests.room(),
                records.room(),
                max == Integer.MAX_VALUE ? -1 : Math.max(0, max - inFlight.get()));
    }

    /// How many are in flight.
    int inFlight() {
        return inFlight.get();
    }

    /// How many may be; empty values are as many as there are numbers.
    int concurrentMax() {
        return bounds.concurrent();
    }

    /// How many requests may come now at once; NaN at any rate.
    double available() {
        return available(requests);
    }

    /// The same of records.
    double availableRecords() {
        return available(records);
    }

    private static double available(RateLimiter throttle) {
        return throttle.room().map(room -> (double) room.available()).orElse(Double.NaN);
    }
}
