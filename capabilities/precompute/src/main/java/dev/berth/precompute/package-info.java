/// Precomputed answers of endpoints: computed ahead for a table of keys, published as snapshots,
/// served by look-up.
///
/// Start reading at [dev.berth.precompute.run.PrecomputeRun], which makes a snapshot, and
/// [dev.berth.precompute.serving.SnapshotAnswers], which answers by it. Scoring, resuming and rows
/// set aside are `dev.berth.batch`'s.
@NullMarked
package dev.berth.precompute;

import org.jspecify.annotations.NullMarked;
