package dev.berth.cards.verify;

import dev.berth.evaluation.report.EvaluationReport;

/// A run of an evaluation that was run before.
@FunctionalInterface
public interface Recomputation {
    /// Runs the evaluation again, with its data and the models as they are now.
    ///
    /// @throws dev.berth.core.ProblemException if it cannot be run
    EvaluationReport run(EvaluationReport recorded);
}
