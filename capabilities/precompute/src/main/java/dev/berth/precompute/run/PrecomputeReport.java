package dev.berth.precompute.run;

import dev.berth.batch.report.BatchReport;
import dev.berth.precompute.snapshot.SnapshotManifest;
import java.util.List;

/// What a run did.
///
/// @param batch rows, and those that were set aside
/// @param removed numbers of snapshots that were removed
public record PrecomputeReport(
        SnapshotManifest manifest, BatchReport batch, List<Long> removed, double seconds) {
    public PrecomputeReport {
        removed = List.copyOf(removed);
    }
}
