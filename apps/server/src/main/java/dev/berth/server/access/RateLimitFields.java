package dev.berth.server.access;

import dev.berth.core.system.Quota;

/// Quotas as callers are told of them, in structured fields.
///
/// Source: draft-ietf-httpapi-ratelimit-headers-11; RFC 9651 for the form. The name of a quota is
/// `requests` or `concurrency`, for one model with `:` and the model behind.
final class RateLimitFields {
    private static final String REQUESTS = "requests";
    private static final String CONCURRENCY = "concurrency";
    private static final double SECOND_NANOS = 1e9;

    private RateLimitFields() {}

    /// Items of `RateLimit-Policy`.
    ///
    /// The window is as many whole seconds as a burst takes to come back, and the quota what a
    /// caller gets in them that keeps to the rate.
    static String policy(String model, Quota.Limits limits) {
        var items = new StringBuilder();
        limits.rate()
                .ifPresent(
                        rate -> {
                            double perSecond = rate.requestsPerSecond();
                            long window = Math.max(1, (long) Math.ceil(rate.burst() / perSecond));
                            long quota = Math.max(rate.burst(), (long) (perSecond * window));
                            append(items, REQUESTS, model)
                                    .append(";q=")
                                    .append(quota)
                                    .append(";w=")
                                    .append(window);
                        });
        limits.concurrentRequests()
                .ifPresent(
                        count ->
                                append(items, CONCURRENCY, model)
                                        .append(";q=")
                                        .append(count)
                                        .append(";qu=\"concurrent-requests\""));
        return items.toString();
    }

    /// Items of `RateLimit`.
    ///
    /// @param available how many requests may come now; negative at any rate
    /// @param untilNextNanos until one more may
    /// @param free how many more may be under way; negative for any number
    static String limit(String model, long available, long untilNextNanos, int free) {
        var items = new StringBuilder();
        if (available >= 0) {
            append(items, REQUESTS, model).append(";r=").append(available);
            if (untilNextNanos > 0) {
                items.append(";t=").append((long) Math.ceil(untilNextNanos / SECOND_NANOS));
            }
        }
        if (free >= 0) {
            append(items, CONCURRENCY, model).append(";r=").append(free);
        }
        return items.toString();
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
