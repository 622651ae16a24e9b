/// Drift of a job's columns against a reference table.
///
/// Start reading at [dev.berth.batch.drift.DriftMeasurement].
@NullMarked
package dev.berth.batch.drift;

import org.jspecify.annotations.NullMarked;
