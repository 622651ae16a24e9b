package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.classification.BinaryEvaluation;
import dev.berth.evaluation.classification.MulticlassEvaluation;
import dev.berth.evaluation.classification.MultilabelEvaluation;
import dev.berth.evaluation.data.DataFile;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.detection.DetectionEvaluation;
import dev.berth.evaluation.ranking.RankingEvaluation;
import dev.berth.evaluation.regression.RegressionEvaluation;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.text.TextRecognitionEvaluation;

/// The evaluations of all tasks.
final class TaskEvaluations {
    private TaskEvaluations() {}

    /// @param scoreLimit of different scores that a slice keeps apart
    /// @throws ProblemException `evaluation-invalid` if data or signature do not fit
    static TaskEvaluation<?> of(
            EvaluationDescription description, DataFile data, Signature signature, int scoreLimit) {
        return switch (description.task()) {
            case BINARY -> BinaryEvaluation.of(description, data, signature, scoreLimit);
            case MULTICLASS -> MulticlassEvaluation.of(description, data, signature, scoreLimit);
            case MULTILABEL -> MultilabelEvaluation.of(description, data, signature, scoreLimit);
            case REGRESSION -> RegressionEvaluation.of(description, data, signature);
            case RANKING -> RankingEvaluation.of(description, data, signature);
            case TEXT_RECOGNITION -> TextRecognitionEvaluation.of(description, data, signature);
            case DETECTION -> DetectionEvaluation.of(description, data, signature);
            case RETRIEVAL ->
                    throw new ProblemException(
                            ProblemCode.UNIMPLEMENTED,
                            "the task " + description.task(),
                            "evaluate another task");
        };
    }
}
