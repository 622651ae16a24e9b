package dev.berth.features.materialize;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.expectation.ExpectationCheck;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.statistics.EntityCounter;
import java.util.List;

/// Dry run of an incremental materialization: checks the future rows against the expectations
/// before any reader sees them. Not thread-safe.
final class DryRun implements EntityRows.RowConsumer {
    private final MaterializationCheckpoint start;
    private final RunContext parts;
    private final EntityCounter census;
    private final ExpectationCheck check;
    private final EntityRows rows;
    private long rowCount;

    DryRun(MaterializationCheckpoint start, RunContext parts) {
        this.start = start;
        this.parts = parts;
        this.census = parts.statistics().census(start);
        this.check = parts.statistics().check();
        this.rows = new EntityRows(start.plan(), parts, this);
    }

    /// The receiver of events.
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

    /// Returns the expectations that the rows would not meet.
    ///
    /// @throws ProblemException `expectation-failed` if one of them stops the run
    List<UnmetExpectation> end() {
        rows.end();
        return parts.statistics()
                .foresee(start, census, check, Math.max(start.newestMicros(), rows.newestMicros()));
    }
}
