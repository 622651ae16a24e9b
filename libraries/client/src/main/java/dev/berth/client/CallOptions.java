package dev.berth.client;

import dev.berth.core.RequestIds;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Options of one call.
///
/// @param timeout for the whole call, retries included
/// @param deadline of an enclosing call; the earlier of the two counts
/// @param idempotence whether it may be repeated after a server may have predicted
/// @param hedge when a second server is called; empty for never
/// @param trace parent of the servers' spans; empty to let each server decide whether to trace
/// @param requestId id for the servers; empty for a new UUID
/// @param attemptTimeout for one attempt, which then counts as failed; empty for as long as the
///   call may take
public record CallOptions(
        Duration timeout,
        Optional<Deadline> deadline,
        Idempotence idempotence,
        Optional<Hedge> hedge,
        Optional<TraceContext> trace,
        Optional<String> requestId,
        Optional<Duration> attemptTimeout) {

    public CallOptions {
        requirePositive("timeout", timeout);
        attemptTimeout.ifPresent(time -> requirePositive("attempt timeout", time));
        requestId.ifPresent(CallOptions::requireAllowed);
    }

    private static void requirePositive(String name, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(name + ": " + time + " (expected: > 0)");
        }
    }

    private static void requireAllowed(String id) {
        if (!RequestIds.isAllowed(id)) {
            throw new IllegalArgumentException(
                    "request id '" + id + "' (expected: 1 to 128 visible ASCII characters)");
        }
    }

    /// Hedges one call in a hundred if nothing is wrong.
    private static final double HEDGE_SHARE = 0.99;

    /// Thirty seconds, the default of packages; repeatable; a hedge after the 99th percentile of
    /// latencies, so that a hanging server does not cost callers the whole timeout.
    public static CallOptions defaults() {
        return new CallOptions(
                Duration.ofSeconds(30),
                Optional.empty(),
                Idempotence.REPEATABLE,
                Optional.of(new Hedge.AtPercentile(HEDGE_SHARE)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public CallOptions withTimeout(Duration other) {
        return with(draft -> draft.timeout = other);
    }

    public CallOptions withDeadline(Deadline other) {
        return with(draft -> draft.deadline = Optional.of(other));
    }

    public CallOptions withIdempotence(Idempotence other) {
        return with(draft -> draft.idempotence = other);
    }

    public CallOptions withHedge(Hedge other) {
        return with(draft -> draft.hedge = Optional.of(other));
    }

    /// Copy without a second server before the first has failed.
    public CallOptions withoutHedge() {
        return with(draft -> draft.hedge = Optional.empty());
    }

    /// Copy with a hedge after a fixed time.
    public CallOptions hedgeAfter(Duration delay) {
        return withHedge(new Hedge.After(delay));
    }

    public CallOptions withTrace(TraceContext other) {
        return with(draft -> draft.trace = Optional.of(other));
    }

    public CallOptions withRequestId(String id) {
        return with(draft -> draft.requestId = Optional.of(id));
    }

    public CallOptions withAttemptTimeout(Duration time) {
        return with(draft -> draft.attemptTimeout = Optional.of(time));
    }

    private CallOptions with(Consumer<Builder> change) {
        var draft = new Builder(this);
        change.accept(draft);
        return draft.finish();
    }

    /// Mutable copy of the components.
    private static final class Builder {
        private Duration timeout;
        private Optional<Deadline> deadline;
        private Idempotence idempotence;
        private Optional<Hedge> hedge;
        private Optional<TraceContext> trace;
        private Optional<String> requestId;
        private Optional<Duration> attemptTimeout;

        Builder(CallOptions from) {
            timeout = from.timeout;
            deadline = from.deadline;
            idempotence = from.idempotence;
            hedge = from.hedge;
            trace = from.trace;
            requestId = from.requestId;
            attemptTimeout = from.attemptTimeout;
        }

        CallOptions finish() {
            return new CallOptions(
                    timeout, deadline, idempotence, hedge, trace, requestId, attemptTimeout);
        }
    }
}
