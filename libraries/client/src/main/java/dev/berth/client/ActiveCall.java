package dev.berth.client;

import dev.berth.client.balancing.AttemptLease;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.ServerState;
import dev.berth.client.wire.AttemptFailure;
import dev.berth.client.wire.AttemptResult;
import dev.berth.client.wire.Attempts;
import dev.berth.client.wire.Retryability;
import dev.berth.client.wire.Transport.InFlight;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.NamedTensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Execution of one call, from its first attempt to its single end: response, problem or deadline.
///
/// The first attempt starts at once. A failed, repeatable one is retried on another host after a
/// random pause, or after the pause that the server requested if there is no other. A hedge is an
/// additional attempt beside a slow one. Both consume the retry budget, and neither starts if it
/// could not end before the deadline. The first response, or a failure that would recur, ends the
/// call and cancels the other attempts.
///
/// Confined to the thread of its [EventLoopScheduler].
final class ActiveCall<T> {
    /// Interval at which a call checks whether the group has a server.
    private static final long NO_SERVER_NANOS = 20_000_000;

    /// Assumed latency of an attempt that lost against its hedge, in multiples of its elapsed time.
    /// Any factor above 1 lets the percentile rise again.
    private static final double UNFINISHED = 1.25;

    private static final double NANOS_PER_MILLI = 1e6;

    /// A call cancelled so shortly before its deadline is not reset: caller and server have the
    /// same deadline.
    private static final long DUE_NANOS = 10_000_000;

    private final ClientContext context;
    private final EventLoopScheduler timers;
    private final ResolvedCallOptions plan;
    private final Attempts<T> attempts;
    private final Latencies latencies;
    private final CompletableFuture<CallResult<T>> result = new CompletableFuture<>();
    private final List<Attempt> underWay = new ArrayList<>(2);
    private final Set<ServerState> tried = new LinkedHashSet<>();
    private final List<EventLoopScheduler.Timer> waiting = new ArrayList<>(3);
    private long startNanos;
    private int made;
    private boolean over;
    private @Nullable AttemptFailure last;

    ActiveCall(
            ClientContext context,
            EventLoopScheduler timers,
            ResolvedCallOptions plan,
            Attempts<T> attempts,
            Latencies latencies) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.attempts = attempts;
        this.latencies = latencies;
    }

    CompletableFuture<CallResult<T>> result() {
        return result;
    }

    void start() {
        startNanos = context.clock().getAsLong();
        if (over) {
            return;
        }
        context.budget().called();
        if (remainingNanos() <= 0) {
            late();
            return;
        }
        waiting.add(timers.after(remainingNanos(), this::late));
        first();
    }

    private long remainingNanos() {
        return plan.deadline().remainingNanos(context.clock().getAsLong());
    }

    private void first() {
        if (over) {
            return;
        }
        Optional<AttemptLease> turn = takeFirst();
        if (turn.isEmpty()) {
            waiting.add(timers.after(NO_SERVER_NANOS, this::first));
            return;
        }
        attempt(turn.get(), AttemptKind.FIRST);
        if (!over
                && plan.hedgeNanos().isPresent()
                && plan.idempotence() == Idempotence.REPEATABLE) {
            waiting.add(timers.after(plan.hedgeNanos().getAsLong(), this::hedge));
        }
    }

    /// Occasionally an ejected server, if that costs the caller no more than a retry.
    private Optional<AttemptLease> takeFirst() {
        boolean mayProbe = plan.leavesSilentServers() && context.retries().attemptsMax() > 1;
        Optional<AttemptLease> probe = mayProbe ? context.group().takeProbe() : Optional.empty();
        return probe.or(() -> context.group().take(plan.target(), List.of()));
    }

    private void attempt(AttemptLease turn, AttemptKind kind) {
        made++;
        tried.add(turn.member());
        var one = new Attempt(turn, kind);
        underWay.add(one);
        long left = Math.max(1, remainingNanos());
        long allowed = Math.min(left, plan.attemptNanos().orElse(left));
        one.isBounded = allowed < left;
        one.sending =
                attempts.make(
                        turn.member().address(),
                        allowed,
                        headers(),
                        outcome -> ended(one, outcome));
        if (one.isBounded && underWay.contains(one)) {
            one.limit = timers.after(allowed, () -> tooLong(one));
        }
    }

    private void tooLong(Attempt one) {
        InFlight sending = one.sending;
        if (sending != null) {
            sending.abandon();
        }
        ended(one, new AttemptResult.Failed<>(tookTooLong(one)));
    }

    /// Whether this process or the server detected the attempt's timeout first.
    private AttemptFailure tookTooLong(Attempt one) {
        return new AttemptFailure(
                Problem.of(
                        ProblemCode.DEADLINE_EXCEEDED,
                        "no answer from "
                                + one.turn.member()
                                + " within "
                                + Duration.ofNanos(plan.attemptNanos().orElse(0)).toMillis()
                                + " ms, the limit of an attempt",
                        "allow an attempt more time, or send less at once"),
                Retryability.IF_IDEMPOTENT,
                AttemptOutcome.FAILED);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(plan.headers());
        plan.trace().ifPresent(trace -> headers.putAll(trace.headers()));
        return headers;
    }

    private void ended(Attempt one, AttemptResult<T> outcome) {
        if (!underWay.remove(one)) {
            discard(outcome);
            return;
        }
        switch (outcome) {
            case AttemptResult.Answered<T> answered -> {
                over(one, AttemptOutcome.ANSWERED);
                noteLatencies(one);
                succeed(answered, one);
            }
            case AttemptResult.Failed<T>(AttemptFailure reported) -> {
                boolean wasLate =
                        one.isBounded && reported.problem().code() == ProblemCode.DEADLINE_EXCEEDED;
                AttemptFailure failure = wasLate ? tookTooLong(one) : reported;
                over(one, failure.ending());
                last = failure;
                if (!mayRepeat(failure)) {
                    fail(failure.problem());
                } else if (underWay.isEmpty()) {
                    retry(failure);
                }
            }
        }
    }

    /// Discards a response that was read while the call ended.
    private static void discard(AttemptResult<?> outcome) {
        if (outcome instanceof AttemptResult.Answered<?> answered
                && answered.value() instanceof NamedTensors tensors) {
            tensors.close();
        }
    }

    /// Also records the attempt that lost against its hedge: without the slowest, the percentile
    /// would fall, and with it the delay of the next hedges.
    private void noteLatencies(Attempt one) {
        long now = context.clock().getAsLong();
        latencies.add(now - one.turn.startNanos());
        underWay.forEach(
                slower -> latencies.add((long) (UNFINISHED * (now - slower.turn.startNanos()))));
    }

    private void over(Attempt one, AttemptOutcome ending) {
        if (one.limit != null) {
            one.limit.cancel();
        }
        one.turn.end(ending);
        context.listener().onAttemptCompleted(one.turn.member().address(), one.kind, ending);
    }

    private boolean mayRepeat(AttemptFailure failure) {
        return switch (failure.repeat()) {
            case NEVER -> false;
            case IF_IDEMPOTENT -> plan.idempotence() == Idempotence.REPEATABLE;
            case ALWAYS -> true;
        };
    }

    private void retry(AttemptFailure failure) {
        long pause = pauseNanos(failure.problem());
        if (made >= context.retries().attemptsMax() || pause >= remainingNanos()) {
            fail(failure.problem());
        } else if (!context.budget().take()) {
            context.listener().onRetryBudgetExhausted(plan.target());
            fail(failure.problem());
        } else {
            waiting.add(timers.after(pause, this::again));
        }
    }

    /// A random pause within the upper half of the back-off, so that callers that failed together
    /// return one by one. A pause requested by a server applies to that server.
    private long pauseNanos(Problem problem) {
        long longest = context.retries().backOffNanos(made);
        long pause = longest / 2 + context.random().nextLong(longest / 2 + 1);
        return context.group().hasOther(tried)
                ? pause
                : Math.max(pause, problem.retryAfter().orElse(Duration.ZERO).toNanos() + pause / 2);
    }

    private void again() {
        if (!over) {
            takeAgain().ifPresentOrElse(turn -> attempt(turn, AttemptKind.RETRY), this::noServer);
        }
    }

    private Optional<AttemptLease> takeAgain() {
        boolean isGone =
                last != null
                        && last.repeat() == Retryability.ALWAYS
                        && (last.problem().code() == ProblemCode.SERVER_UNREACHABLE
                                || last.problem().code() == ProblemCode.DRAINING);
        return isGone
                ? context.group().takeUntried(plan.target(), tried)
                : context.group().take(plan.target(), tried);
    }

    private void noServer() {
        fail(unreachable());
    }

    private void hedge() {
        if (over
                || underWay.isEmpty()
                || made >= context.retries().attemptsMax()
                || !context.group().hasOther(tried)) {
            return;
        }
        if (!context.budget().take()) {
            context.listener().onRetryBudgetExhausted(plan.target());
            return;
        }
        context.group()
                .takeOther(plan.target(), tried)
                .ifPresent(turn -> attempt(turn, AttemptKind.HEDGE));
    }

    private void late() {
        long allowed = plan.deadline().nanos() - startNanos;
        fail(made == 0 && allowed > 0 ? unreachable() : lateProblem(allowed));
    }

    private Problem unreachable() {
        return Problem.of(
                ProblemCode.SERVER_UNREACHABLE,
                "no server for " + plan.target() + ": " + context.group().reasonForNone(),
                "check the client's server discovery");
    }

    private Problem lateProblem(long allowedNanos) {
        if (allowedNanos <= 0) {
            return Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the deadline of the call of "
                            + plan.target()
                            + " had passed for "
                            + Math.round(-allowedNanos / NANOS_PER_MILLI)
                            + " ms when it could begin",
                    "allow more time, or send less at once");
        }
        AttemptFailure before = last;
        boolean waited = underWay.stream().anyMatch(Attempt::isWaiting);
        return Problem.of(
                ProblemCode.DEADLINE_EXCEEDED,
                "no answer of "
                        + plan.target()
                        + " within "
                        + Math.round(allowedNanos / NANOS_PER_MILLI)
                        + " ms, called "
                        + tried
                        + (waited ? ", all connections to which are taken" : "")
                        + (before == null ? "" : "; before that " + before.problem().message()),
                "allow more time, or send less at once");
    }

    /// Cancels the call.
    void cancel() {
        fail(Problem.of(ProblemCode.CANCELLED, "the call was given up", ""));
    }

    private void fail(Problem problem) {
        if (!over) {
            end();
            report(Optional.of(problem.code()));
            result.completeExceptionally(problem.asException());
        }
    }

    private void succeed(AttemptResult.Answered<T> answered, Attempt one) {
        end();
        report(Optional.empty());
        result.complete(
                new CallResult<>(
                        answered.value(),
                        answered.annotations(),
                        Optional.of(one.turn.member().address()),
                        answered.version(),
                        plan.requestId(),
                        made));
    }

    private void report(Optional<ProblemCode> failure) {
        context.listener()
                .onCallCompleted(plan.target(), failure, context.clock().getAsLong() - startNanos);
    }

    /// Ends the call; nothing more happens.
    private void end() {
        over = true;
        waiting.forEach(EventLoopScheduler.Timer::cancel);
        waiting.clear();
        long left = remainingNanos();
        boolean late = left <= 0;
        boolean isDue = left <= DUE_NANOS;
        for (Attempt one : List.copyOf(underWay)) {
            underWay.remove(one);
            AttemptOutcome ending = late ? endingOfLate(one) : AttemptOutcome.ABANDONED;
            InFlight sending = one.sending;
            if (sending != null) {
                if (isDue) {
                    sending.abandon();
                } else {
                    sending.cancel();
                }
            }
            over(one, ending);
        }
    }

    /// An attempt that began shortly before the deadline shows nothing about its server; one that
    /// waited for others was not sent to it.
    private AttemptOutcome endingOfLate(Attempt one) {
        if (one.isWaiting()) {
            return AttemptOutcome.BUSY;
        }
        long allowed = plan.deadline().nanos() - startNanos;
        boolean hadTime = plan.deadline().nanos() - one.turn.startNanos() >= allowed / 2;
        return hadTime ? AttemptOutcome.FAILED : AttemptOutcome.ABANDONED;
    }

    /// Attempt in flight.
    private static final class Attempt {
        final AttemptLease turn;
        final AttemptKind kind;
        boolean isBounded;
        @Nullable InFlight sending;
        EventLoopScheduler.@Nullable Timer limit;

        Attempt(AttemptLease turn, AttemptKind kind) {
            this.turn = turn;
            this.kind = kind;
        }

        boolean isWaiting() {
            InFlight known = sending;
            return known != null && known.isWaiting();
        }
    }
}
