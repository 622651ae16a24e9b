package dev.berth.features.materialize;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.expectation.ExpectationCheck;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.statistics.EntityCounter;
import java.util.List;

/// A run that adds to rows which are read, carried out without a write: what rows would be is held
/// against the expectations before any reader sees it. For one thread.
final class RunTrial implements EntityRows.Taker {
    private final MaterializationCheckpoint start;
    private final RunParts parts;
    private final EntityCounter census;
    private final ExpectationCheck check;
    private final EntityRows rows;
    private long rowCount;

    RunTrial(MaterializationCheckpoint start, RunParts parts) {
        this.start = start;
        this.parts = parts;
        this.census = parts.statistics().census(start);
        this.check = parts.statistics().check();
        this.rows = new EntityRows(start.plan(), parts, this);
    }

    /// Takes the events.
    OfflineStore.Visitor rows() {
        return rows;
    }

    @Override
    public void row(byte[] key, byte[] row, boolean isNew) {
        check.row(key, rows.prefixLength(), row, start.plan().untilMicros());
        census.foresee(key, rows.prefixLength(), row, isNew);
        rowCount++;
        if (rowCount % RowOutput.ROWS_OF_A_WRITE == 0) {
            parts.progress().reached(rows.eventCount(), 0);
            if (Thread.interrupted()) {
                throw new ProblemException(
                        ProblemCode.CANCELLED,
                        "materializing " + parts.states().view().reference() + " was interrupted",
                        "run it again");
            }
        }
    }

    /// What would not be met.
    ///
    /// @throws ProblemException `expectation-failed` if that stops the run
    List<UnmetExpectation> end() {
        rows.end();
        return parts.statistics()
                .foresee(start, census, check, Math.max(start.newestMicros(), rows.newestMicros()));
    }
}
