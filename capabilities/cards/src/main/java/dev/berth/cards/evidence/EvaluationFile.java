package dev.berth.cards.evidence;

import dev.berth.evaluation.report.EvaluationReport;

/// A report in a file.
///
/// @param file below the system's directory, with `/` between folders
public record EvaluationFile(String file, EvaluationReport report) {}
