package dev.berth.precompute.run;

import dev.berth.batch.BatchOptions;
import java.time.Duration;
import java.util.Optional;

/// Options of a run.
///
/// @param batch how rows are scored, and whether a run that was stopped is continued
/// @param ttl how long the answers are given; empty for without end
/// @param isIncremental whether answers to the same inputs are taken from the current snapshot
/// @param snapshotsKept how many snapshots stay, the new one with them, at least 1
public record PrecomputeOptions(
        BatchOptions batch, Optional<Duration> ttl, boolean isIncremental, int snapshotsKept) {
    public PrecomputeOptions {
        if (ttl.isPresent() && !ttl.get().isPositive()) {
            throw new IllegalArgumentException("ttl: " + ttl.get() + " (expected: above zero)");
        }
        if (snapshotsKept < 1) {
            throw new IllegalArgumentException(snapshotsKept + " snapshots (expected: at least 1)");
        }
    }
}
