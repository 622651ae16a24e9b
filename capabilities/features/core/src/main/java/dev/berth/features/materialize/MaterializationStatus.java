package dev.berth.features.materialize;

import dev.berth.core.Problem;
import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.Optional;

/// How the last materialization of a view goes, or went, in a process that does them in the
/// background.
///
/// @param eventCount how many events were read so far
/// @param rowCount how many rows were written so far
/// @param begunAt empty while it waits for others
/// @param endedAt empty until it has ended
/// @param outcome of one that is done
/// @param problem of one that failed, or was interrupted
/// @param doneCount how many of the view were done since the process began, with this one
/// @param failedCount how many failed, likewise
/// @param failing whether the last one that ended failed: this one, or the one before it while this
///   one waits or runs
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
        /// For others that are before it.
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        /// By the end of the process, after which the next run continues where it was, or by
        /// another process, which continues with it.
        INTERRUPTED;

        /// Whether nothing more will come of it.
        public boolean isEnd() {
            return switch (this) {
                case WAITING, RUNNING -> false;
                case DONE, FAILED, INTERRUPTED -> true;
            };
        }
    }

    /// One that waits, of a view of which there was none before.
    public static MaterializationStatus first(ViewReference view) {
        return waiting(view, 0, 0, false);
    }

    /// The next one, which waits.
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

    /// The same at its end, which was not the one that was wanted.
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
