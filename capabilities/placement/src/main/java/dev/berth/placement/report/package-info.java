/// Plans as reports: one record, as text and as JSON.
///
/// Start reading at [dev.berth.placement.report.PlanReport].
@NullMarked
package dev.berth.placement.report;

import org.jspecify.annotations.NullMarked;
