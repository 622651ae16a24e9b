/// Findings about a model and its data: columns that leak the label, scores that are miscalibrated.
///
/// Start reading at [dev.berth.evaluation.finding.LeakageSearch]. Slices and groups have packages
/// of their own.
@NullMarked
package dev.berth.evaluation.finding;

import org.jspecify.annotations.NullMarked;
