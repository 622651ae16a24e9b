package dev.berth.featurestore;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.materialize.MaterializationStatus.State;
import dev.berth.scheduling.LowPriority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Background materializations of a serving process: one view at a time, on one low-priority
/// thread. Thread-safe.
final class MaterializationRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaterializationRuns.class);

    /// How long shutdown waits for a write. A read of files beyond that is abandoned and writes
    /// nothing.
    private static final Duration END = Duration.ofSeconds(5);

    /// Executor of a materialization.
    interface Work {
        /// Materializes a view; blocks until that is done.
        ///
        /// @param until as in [dev.berth.features.maintenance.FeatureStoreMaintenance#materialize]
        /// @throws ProblemException `cancelled` if the thread was interrupted
        MaterializationResult materialize(
                ViewReference view,
                MaterializationScope extent,
                Optional<Instant> until,
                MaterializationListener progress);
    }

    private final Work work;
    private final InstantSource clock;
    private final SortedMap<ViewReference, MaterializationStatus> runs = new TreeMap<>();
    private final ExecutorService thread;
    private boolean closed;

    MaterializationRuns(Work work, InstantSource clock, ThreadFactory threads) {
        this.work = work;
        this.clock = clock;
        this.thread = Executors.newSingleThreadExecutor(threads);
    }

    /// Threads that yield to those that serve.
    static ThreadFactory lowPriority() {
        return LowPriority.threads(Thread.ofPlatform().daemon().name("berth-materialize"));
    }

    /// Starts each view that is not in progress.
    ///
    /// @return the status of each
    synchronized List<MaterializationStatus> begin(
            List<ViewReference> views, MaterializationScope extent, Optional<Instant> until) {
        if (closed) {
            throw new ProblemException(
                    ProblemCode.DRAINING, "the process is stopping", "use another server");
        }
        return views.stream().distinct().map(view -> begin(view, extent, until)).toList();
    }

    private MaterializationStatus begin(
            ViewReference view, MaterializationScope extent, Optional<Instant> until) {
        MaterializationStatus before = runs.get(view);
        if (before != null && !before.state().isEnd()) {
            return before;
        }
        MaterializationStatus fresh =
                before == null ? MaterializationStatus.first(view) : before.next();
        runs.put(view, fresh);
        thread.execute(() -> run(view, extent, until));
        return fresh;
    }

    /// The last run of each view.
    synchronized List<MaterializationStatus> all() {
        return List.copyOf(runs.values());
    }

    private void run(ViewReference view, MaterializationScope extent, Optional<Instant> until) {
        change(view, run -> run.begun(clock.instant()));
        try {
            MaterializationResult outcome =
                    work.materialize(
                            view,
                            extent,
                            until,
                            (events, rows) -> change(view, run -> run.reached(events, rows)));
            change(view, run -> run.done(clock.instant(), outcome));
            LOG.info(
                    "materialized {}: {} rows of {} events{}{}",
                    view,
                    outcome.rowCount(),
                    outcome.eventCount(),
                    outcome.isFull() ? ", in full" : "",
                    outcome.lateCount() > 0
                            ? ", with " + outcome.lateCount() + " that came late"
                            : "");
            for (UnmetExpectation unmet : outcome.unmet()) {
                LOG.warn("{} is not as expected: {}", view, unmet);
            }
            if (outcome.goneCount() > 0) {
                LOG.warn(
                        "{} events of before are gone from the history of {}: materializing in full"
                                + " writes rows without them",
                        outcome.goneCount(),
                        view);
            }
        } catch (ProblemException failed) {
            end(view, failed.problem());
        } catch (RuntimeException | Error defect) {
            LOG.error("materializing {} failed", view, defect);
            end(view, Problem.of(ProblemCode.INTERNAL_ERROR, String.valueOf(defect), "report it"));
        }
    }

    private void end(ViewReference view, Problem problem) {
        State end;
        synchronized (this) {
            // During shutdown, a closed store or a conflict is no failure of the
            // materialization.
            boolean isLeft = problem.code() == ProblemCode.MATERIALIZATION_CONFLICT;
            end = closed || isLeft ? State.INTERRUPTED : State.FAILED;
        }
        change(view, run -> run.ended(clock.instant(), end, problem));
        if (end == State.FAILED) {
            LOG.warn("{} could not be materialized: {}", view, problem);
        } else {
            LOG.info("{} is left as it is: {}", view, problem.message());
        }
    }

    private synchronized void change(
            ViewReference view, UnaryOperator<MaterializationStatus> change) {
        runs.computeIfPresent(view, (name, run) -> change.apply(run));
    }

    /// Interrupts the current run; the next one of the view continues it.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        var _ = thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a materialization does not end; it is left behind, and writes no more");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
