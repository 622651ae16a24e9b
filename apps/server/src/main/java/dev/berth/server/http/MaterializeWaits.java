package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.materialize.MaterializationStatus.State;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.server.feature.MaterializationStatusWriter;
import dev.berth.server.feature.StoreWait;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Callers that wait until materializations have ended, which is when Feast's server answers. The
/// runs are those of `/v1/features:materialize`, in the background: a caller that goes away, or
/// whose time is up, stops none. Lives on one event loop.
final class MaterializeWaits {
    /// More than programs that materialize one system at a time; each polls the runs by itself.
    private static final int WAITING_MAX = 64;

    /// A poll costs microseconds, and no run is so short that a caller would notice the interval.
    private static final long POLL_MILLIS = 50;

    /// Longer than proxies and clients keep a connection without a byte.
    private static final Duration WAIT_MAX = Duration.ofHours(1);

    /// A run that was in flight already may be of an earlier instant; the one after it is not.
    private static final int ROUNDS_MAX = 2;

    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String ELSEWHERE = "see GET /v1/features:materialize for how far it is";

    private final HttpServerHandler handler;
    private int waiting;

    MaterializeWaits(HttpServerHandler handler) {
        this.handler = handler;
    }

    /// Start of a materialization to wait for.
    ///
    /// @param begin begins with views, all if there are none, and says which; those that are in
    ///   flight continue
    /// @param runs the last of each view
    /// @param until up to when events are to count
    /// @param whole up to when the history of a run's view was whole when the run began
    record Begin(
            Function<List<ViewReference>, List<MaterializationStatus>> begin,
            Supplier<List<MaterializationStatus>> runs,
            Instant until,
            Function<MaterializationStatus, Instant> whole) {}

    /// Begins with views, and answers when all of them have ended.
    ///
    /// @throws dev.berth.core.ProblemException `queue-full` if too many callers wait
    void begin(HttpServerExchange exchange, Begin what, List<ViewReference> views) {
        if (waiting == WAITING_MAX) {
            throw Problem.of(
                            ProblemCode.QUEUE_FULL,
                            WAITING_MAX + " callers wait for materializations (expected: fewer)",
                            "send \"async=true\" in the query, and look at GET"
                                    + " /v1/features:materialize")
                    .withRetryAfter(RETRY)
                    .asException();
        }
        OptionalLong deadline = Timeout.of(exchange.request(), Map.of()).deadlineNanos(exchange);
        var wait = new Wait(exchange, what, deadline);
        wait.begin(views);
        waiting++;
        wait.pollLater();
    }

    /// The wait of one caller.
    private final class Wait {
        private final HttpServerExchange exchange;
        private final Begin what;
        private final long deadlineNanos;
        private final Set<ViewReference> views = new HashSet<>();

        /// The views whose run had begun before the caller came.
        private final Set<ViewReference> running = new HashSet<>();

        private int rounds;

        Wait(HttpServerExchange exchange, Begin what, OptionalLong deadlineNanos) {
            this.exchange = exchange;
            this.what = what;
            this.deadlineNanos = deadlineNanos.orElse(exchange.startNanos() + WAIT_MAX.toNanos());
        }

        void begin(List<ViewReference> wanted) {
            rounds++;
            running.clear();
            for (MaterializationStatus run : what.begin().apply(wanted)) {
                views.add(run.view());
                if (run.state() == State.RUNNING) {
                    running.add(run.view());
                }
            }
        }

        void pollLater() {
            handler.vertx().setTimer(POLL_MILLIS, timer -> poll());
        }

        private void poll() {
            try {
                if (isOver()) {
                    waiting--;
                } else {
                    pollLater();
                }
            } catch (RuntimeException | Error e) {
                waiting--;
                exchange.fail(e);
            }
        }

        /// Answers, if it is time.
        private boolean isOver() {
            if (exchange.isClosed()) {
                exchange.abandoned();
                return true;
            }
            List<MaterializationStatus> runs = runs();
            boolean isEnd = runs.stream().allMatch(run -> run.state().isEnd());
            if (isEnd && !hasMore(runs)) {
                answer(runs);
                return true;
            }
            if (handler.isDraining()) {
                exchange.fail(StoreWait.STOPPING);
                return true;
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                exchange.fail(late(runs));
                return true;
            }
            return false;
        }

        /// Without views that are described no more.
        private List<MaterializationStatus> runs() {
            return what.runs().get().stream().filter(run -> views.contains(run.view())).toList();
        }

        /// Begins again with what was in flight for less than this caller wants.
        private boolean hasMore(List<MaterializationStatus> runs) {
            List<ViewReference> early =
                    runs.stream().filter(this::isEarly).map(MaterializationStatus::view).toList();
            if (early.isEmpty() || rounds == ROUNDS_MAX) {
                return false;
            }
            begin(early);
            return true;
        }

        private boolean isEarly(MaterializationStatus run) {
            if (run.outcome().isEmpty()) {
                return false;
            }
            Instant done = FeatureJson.instant(run.outcome().get().untilMicros());
            return done.isBefore(what.until())
                    && (running.contains(run.view()) || done.isBefore(what.whole().apply(run)));
        }

        private void answer(List<MaterializationStatus> runs) {
            for (MaterializationStatus run : runs) {
                if (run.state() != State.DONE && run.problem().isPresent()) {
                    Problem why = run.problem().get();
                    exchange.fail(
                            new Problem(
                                    why.code(),
                                    run.view() + ": " + why.message(),
                                    why.remedy(),
                                    why.violations(),
                                    why.retryAfter()));
                    return;
                }
            }
            exchange.answer(HttpServerExchange.JSON, MaterializationStatusWriter.json(runs));
        }

        private Problem late(List<MaterializationStatus> runs) {
            List<ViewReference> left =
                    runs.stream()
                            .filter(run -> !run.state().isEnd())
                            .map(MaterializationStatus::view)
                            .toList();
            return Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the materialization of " + left + " had not ended in time; it continues",
                    ELSEWHERE);
        }
    }
}
