package dev.berth.server.auth;

import dev.berth.core.system.Quota;
import java.util.Optional;

/// Quotas as callers see them, in structured fields.
///
/// Source: draft-ietf-httpapi-ratelimit-headers-11; RFC 9651 for the form. The name of a quota is
/// `requests`, `records` or `concurrency`, for one model with `:` and the model behind.
final class RateLimitFields {
    private static final String REQUESTS = "requests";
    private static final String RECORDS = "records";
    private static final String CONCURRENCY = "concurrency";
    private static final double SECOND_NANOS = 1e9;

    private RateLimitFields() {}

    /// Items of `RateLimit-Policy`.
    ///
    /// The window is as many whole seconds as a burst takes to come back, and the quota what a
    /// caller gets in them that keeps to the rate.
    static String policy(String model, Quota.Limits limits) {
        var items = new StringBuilder();
        limits.requests().ifPresent(rate -> append(items, REQUESTS, model, rate));
        limits.records()
                .ifPresent(rate -> append(items, RECORDS, model, rate).append(";qu=\"records\""));
        limits.concurrentRequests()
                .ifPresent(
                        count ->
                                append(items, CONCURRENCY, model)
                                        .append(";q=")
                                        .append(count)
                                        .append(";qu=\"concurrent-requests\""));
        return items.toString();
    }

    private static StringBuilder append(
            StringBuilder items, String quota, String model, Quota.Rate rate) {
        long window = Math.max(1, (long) Math.ceil(rate.burst() / rate.perSecond()));
        long count = Math.max(rate.burst(), (long) (rate.perSecond() * window));
        return append(items, quota, model).append(";q=").append(count).append(";w=").append(window);
    }

    /// Items of `RateLimit`.
    ///
    /// @param requests what is left of them; empty at any rate
    /// @param records the same
    /// @param free how many more may be in flight; negative for any number
    static String limit(
            String model,
            Optional<RateLimiter.Room> requests,
            Optional<RateLimiter.Room> records,
            int free) {
        var items = new StringBuilder();
        requests.ifPresent(room -> append(items, REQUESTS, model, room));
        records.ifPresent(room -> append(items, RECORDS, model, room));
        if (free >= 0) {
            append(items, CONCURRENCY, model).append(";r=").append(free);
        }
        return items.toString();
    }

    private static void append(
            StringBuilder items, String quota, String model, RateLimiter.Room room) {
        append(items, quota, model).append(";r=").append(room.available());
        if (room.untilNextNanos() > 0) {
            items.append(";t=").append((long) Math.ceil(room.untilNextNanos() / SECOND_NANOS));
        }
    }

    private static StringBuilder append(StringBuilder items, String quota, String model) {
        items.append(items.isEmpty() ? "\"" : ", \"").append(quota);
        if (!model.isEmpty()) {
            items.append(':').append(model);
        }
        return items.append('"');
    }

    /// Items of two lists as one.
    static String joined(String some, String others) {
        return some.isEmpty() || others.isEmpty() ? some + others : some + ", " + others;
    }
}
