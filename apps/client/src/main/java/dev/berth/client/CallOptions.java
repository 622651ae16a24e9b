package dev.berth.client;

import dev.berth.core.RequestIds;
import java.time.Duration;
import java.util.Optional;

/// How one call is made.
///
/// @param timeout the time for the whole call, retries included
/// @param deadline of an enclosing call; the earlier of the two counts
/// @param idempotence whether it may be repeated after a server may have predicted
/// @param hedge whether a second server is asked, and when; empty for never
/// @param trace the trace that the call belongs to; empty for a new one
/// @param requestId what servers call the request; empty for a new UUID
public record CallOptions(
        Duration timeout,
        Optional<Deadline> deadline,
        Idempotence idempotence,
        Optional<Hedge> hedge,
        Optional<TraceContext> trace,
        Optional<String> requestId) {

    public CallOptions {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        requestId.ifPresent(CallOptions::requireAllowed);
    }

    private static void requireAllowed(String id) {
        if (!RequestIds.isAllowed(id)) {
            throw new IllegalArgumentException(
                    "request id '" + id + "' (expected: 1 to 128 visible ASCII characters)");
        }
    }

    /// Late enough that one call in a hundred is hedged where nothing is wrong.
    private static final double HEDGE_SHARE = 0.99;

    /// Thirty seconds, as packages have it; repeatable; a second server is asked when a call takes
    /// longer than 99 in a hundred did, so that a server that hangs does not cost callers all of
    /// that.
    public static CallOptions defaults() {
        return new CallOptions(
                Duration.ofSeconds(30),
                Optional.empty(),
                Idempotence.REPEATABLE,
                Optional.of(new Hedge.AtPercentile(HEDGE_SHARE)),
                Optional.empty(),
                Optional.empty());
    }

    public CallOptions withTimeout(Duration other) {
        return new CallOptions(other, deadline, idempotence, hedge, trace, requestId);
    }

    public CallOptions withDeadline(Deadline other) {
        return new CallOptions(timeout, Optional.of(other), idempotence, hedge, trace, requestId);
    }

    public CallOptions withIdempotence(Idempotence other) {
        return new CallOptions(timeout, deadline, other, hedge, trace, requestId);
    }

    public CallOptions withHedge(Hedge other) {
        return new CallOptions(
                timeout, deadline, idempotence, Optional.of(other), trace, requestId);
    }

    /// No second server before the first has failed.
    public CallOptions withoutHedge() {
        return new CallOptions(timeout, deadline, idempotence, Optional.empty(), trace, requestId);
    }

    /// A hedge after a fixed time.
    public CallOptions hedgeAfter(Duration delay) {
        return withHedge(new Hedge.After(delay));
    }

    public CallOptions withTrace(TraceContext other) {
        return new CallOptions(
                timeout, deadline, idempotence, hedge, Optional.of(other), requestId);
    }

    public CallOptions withRequestId(String id) {
        return new CallOptions(timeout, deadline, idempotence, hedge, trace, Optional.of(id));
    }
}
