/// Reports of evaluations: records, and their form as JSON.
///
/// Start reading at [dev.berth.evaluation.report.EvaluationReport];
/// [dev.berth.evaluation.report.ReportJson] writes and reads it. Records are immutable. Numbers
/// that are not defined are NaN here and `null` with a reason in JSON. Deliberately absent: how the
/// numbers are computed.
@NullMarked
package dev.berth.evaluation.report;

import org.jspecify.annotations.NullMarked;
