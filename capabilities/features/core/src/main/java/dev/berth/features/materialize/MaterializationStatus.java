package dev.berth.features.materialize;

import dev.berth.core.Problem;
import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.Optional;

/// Status of the last background materialization of a view.
///
/// @param eventCount events read so far
/// @param rowCount rows written so far
/// @param begunAt empty while it waits for others
/// @param endedAt empty until it has ended
/// @param outcome of a finished run
/// @param problem of a failed or interrupted run
/// @param doneCount finished runs of the view since the process began, including this one
/// @param failedCount failed runs, likewise
/// @param failing whether the last ended run failed: this one, or the previous one while this one
///   waits or runs
public record MaterializationStatus(
        ViewReference view,
        State state,
        long eventCount,
        long rowCount,
        Optional<Instant> begunAt,
        Optional<Instant> endedAt,
        Optional<MaterializationResult> outcome,
        Optional<Problem> problem,
        long doneCount,
        long failedCount,
        boolean failing) {

    public enum State {
        /// Queued behind others.
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        /// Interrupted by the end of the process, after which the next run continues, or by another
        /// process, which continues it.
        INTERRUPTED;

        /// Whether the run has ended.
        public boolean isEnd() {
            return switch (this) {
                case WAITING, RUNNING -> false;
                case DONE, FAILED, INTERRUPTED -> true;
            };
        }
    }

    /// The status of a view's first run, which waits.
    public static MaterializationStatus first(ViewReference view) {
        return waiting(view, 0, 0, false);
    }

    /// The next run, which waits.
    public MaterializationStatus next() {
        return waiting(view, doneCount, failedCount, failing);
    }

    private static MaterializationStatus waiting(
            ViewReference view, long doneCount, long failedCount, boolean failing) {
        return new MaterializationStatus(
                view,
                State.WAITING,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                doneCount,
                failedCount,
                failing);
    }

    public MaterializationStatus begun(Instant at) {
        return new MaterializationStatus(
                view,
                State.RUNNING,
                0,
                0,
                Optional.of(at),
                endedAt,
                outcome,
                problem,
                doneCount,
                failedCount,
                failing);
    }

    public MaterializationStatus reached(long events, long rows) {
        return new MaterializationStatus(
                view,
                state,
                events,
                rows,
                begunAt,
                endedAt,
                outcome,
                problem,
                doneCount,
                failedCount,
                failing);
    }

    public MaterializationStatus done(Instant at, MaterializationResult what) {
        return new MaterializationStatus(
                view,
                State.DONE,
                what.eventCount(),
                what.rowCount(),
                begunAt,
                Optional.of(at),
                Optional.of(what),
                Optional.empty(),
                doneCount + 1,
                failedCount,
                false);
    }

    /// The status of a run that ended without success.
    ///
    /// @param end [State#FAILED] or [State#INTERRUPTED]
    public MaterializationStatus ended(Instant at, State end, Problem why) {
        boolean failed = end == State.FAILED;
        return new MaterializationStatus(
                view,
                end,
                eventCount,
                rowCount,
                begunAt,
                Optional.of(at),
                Optional.empty(),
                Optional.of(why),
                doneCount,
                failed ? failedCount + 1 : failedCount,
                failed);
    }
}
