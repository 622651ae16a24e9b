package dev.berth.server.auth;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The use of a consumer's quota by one request. Its holder calls [#leave] when the request is
/// answered or given up, once or more often. Lives on one event loop.
public final class QuotaPermit {
    /// Of callers without a quota.
    public static final QuotaPermit NONE = new QuotaPermit(null, null);

    /// The end of a request in flight is not known; most take less.
    private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

    private final @Nullable ConsumerQuota quota;
    private final @Nullable RefusalLog refusals;
    private @Nullable QuotaLimiter whole;
    private @Nullable QuotaLimiter ofModel;
    private @Nullable QuotaLimiter shown;

    private QuotaPermit(@Nullable ConsumerQuota quota, @Nullable RefusalLog refusals) {
        this.quota = quota;
        this.refusals = refusals;
    }

    static QuotaPermit of(@Nullable ConsumerQuota quota, RefusalLog refusals) {
        return quota == null ? NONE : new QuotaPermit(quota, refusals);
    }

    /// Whether there is a quota to report to the caller.
    public boolean isBounded() {
        return quota != null;
    }

    /// Counts a request that ends soon, with its answer.
    ///
    /// @throws ProblemException `quota-exceeded`
    public void enter(AccessRequest request) {
        if (quota != null && whole == null) {
            QuotaLimiter limiter = quota.whole();
            enter(limiter, request);
            whole = limiter;
            take(limiter, request);
        }
    }

    /// Counts the opening of a call that may stay open for long, and is not in flight meanwhile.
    ///
    /// @throws ProblemException `quota-exceeded`
    public void open(AccessRequest request) {
        if (quota != null) {
            take(quota.whole(), request);
        }
    }

    /// Counts the request as one to this model or endpoint besides.
    ///
    /// @throws ProblemException `quota-exceeded`
    public void enterModel(String model, AccessRequest request) {
        if (quota == null || ofModel != null) {
            return;
        }
        QuotaLimiter limiter = quota.each().get(model);
        if (limiter != null) {
            shown = limiter;
            enter(limiter, request);
            ofModel = limiter;
            take(limiter, request);
        }
    }

    /// Whether records count: [#takeRecords] does nothing otherwise.
    public boolean boundsRecords() {
        return quota != null
                && (quota.whole().records().isBounded()
                        || (shown != null && shown.records().isBounded()));
    }

    /// Counts the records of the request, once it is known how many it has.
    ///
    /// @throws ProblemException `quota-exceeded`; `batch-too-large` if so many may never come at
    ///   once
    public void takeRecords(int count, AccessRequest request) {
        if (quota != null) {
            takeRecords(quota.whole(), count, request);
        }
        if (shown != null) {
            takeRecords(shown, count, request);
        }
    }

    private void takeRecords(QuotaLimiter limiter, int count, AccessRequest request) {
        RateLimiter records = limiter.records();
        int most = records.burst();
        if (count > most) {
            throw tooMany(limiter, count, most, request);
        }
        long waitNanos = records.take(count);
        if (waitNanos > 0) {
            throw exceeded(
                    AccessDenialReason.QUOTA_RECORDS,
                    limiter,
                    "more records than its quota has for the time, with " + count + " of them",
                    Duration.ofNanos(waitNanos),
                    request);
        }
    }

    /// To come back later would not help.
    private ProblemException tooMany(
            QuotaLimiter limiter, int count, int most, AccessRequest request) {
        refused(AccessDenialReason.QUOTA_RECORDS, request);
        return new ProblemException(
                ProblemCode.BATCH_TOO_LARGE,
                "a request of "
                        + count
                        + " records exceeds "
                        + most
                        + ", which the quota of consumer "
                        + consumer()
                        + " has at once"
                        + aim(limiter),
                "split the request; the operator of the server sets `records-burst`");
    }

    private void enter(QuotaLimiter limiter, AccessRequest request) {
        if (!limiter.enter()) {
            throw exceeded(
                    AccessDenialReason.QUOTA_CONCURRENCY,
                    limiter,
                    "more than " + limiter.concurrentMax() + " requests at the same time",
                    CONCURRENCY_RETRY,
                    request);
        }
    }

    private void take(QuotaLimiter limiter, AccessRequest request) {
        long waitNanos = limiter.take();
        if (waitNanos > 0) {
            throw exceeded(
                    AccessDenialReason.QUOTA_RATE,
                    limiter,
                    "more requests than its quota has for the time",
                    Duration.ofNanos(waitNanos),
                    request);
        }
    }

    private ProblemException exceeded(
            AccessDenialReason refusal,
            QuotaLimiter limiter,
            String what,
            Duration retryAfter,
            AccessRequest request) {
        refused(refusal, request);
        return Problem.of(
                        ProblemCode.QUOTA_EXCEEDED,
                        "consumer " + consumer() + " sends " + what + aim(limiter),
                        "send it again after Retry-After; the operator of the server sets the quota")
                .withRetryAfter(retryAfter)
                .asException();
    }

    private void refused(AccessDenialReason refusal, AccessRequest request) {
        if (refusals != null) {
            refusals.refused(refusal, request.described(), consumer(), "consumer " + consumer());
        }
    }

    private String consumer() {
        return quota == null ? "" : quota.consumer();
    }

    private static String aim(QuotaLimiter limiter) {
        return limiter.name().isEmpty() ? "" : " to " + limiter.name();
    }

    /// The request is no longer in flight.
    public void leave() {
        if (whole != null) {
            whole.leave();
            whole = null;
        }
        if (ofModel != null) {
            ofModel.leave();
            ofModel = null;
        }
    }

    /// The header `RateLimit-Policy`.
    public String policy() {
        return quota == null
                ? ""
                : RateLimitFields.joined(
                        quota.whole().policy(), shown == null ? "" : shown.policy());
    }

    /// The header `RateLimit`, as of now.
    public String limit() {
        return quota == null
                ? ""
                : RateLimitFields.joined(quota.whole().limit(), shown == null ? "" : shown.limit());
    }
}
