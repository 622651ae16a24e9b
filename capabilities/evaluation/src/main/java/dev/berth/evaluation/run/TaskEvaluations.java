package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.classification.BinaryEvaluation;
import dev.berth.evaluation.classification.MulticlassEvaluation;
import dev.berth.evaluation.classification.MultilabelEvaluation;
import dev.berth.evaluation.description.AnalysesDescription.Corpus;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.detection.DetectionEvaluation;
import dev.berth.evaluation.output.NumbersOutput;
import dev.berth.evaluation.ranking.RankingEvaluation;
import dev.berth.evaluation.ranking.RetrievalEvaluation;
import dev.berth.evaluation.regression.RegressionEvaluation;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.text.TextRecognitionEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.duckdb.Database;

/// The evaluations of all tasks.
final class TaskEvaluations {
    private final EvaluationDescription description;
    private final DataFile data;
    private final RecordPredictor predictor;
    private final RunOptions options;
    private final int scoreLimit;

    /// @param scoreLimit of different scores that a slice keeps apart
    TaskEvaluations(
            EvaluationDescription description,
            DataFile data,
            RecordPredictor predictor,
            RunOptions options,
            int scoreLimit) {
        this.description = description;
        this.data = data;
        this.predictor = predictor;
        this.options = options;
        this.scoreLimit = scoreLimit;
    }

    /// The evaluation of the described task. That of a retrieval predicts the documents of its
    /// corpus.
    ///
    /// @param database for reading the corpus
    /// @throws ProblemException `evaluation-invalid` if data or signature do not fit
    TaskEvaluation<?> of(Database database) {
        Signature signature = predictor.signature();
        return switch (description.task()) {
            case BINARY -> BinaryEvaluation.of(description, data, signature, scoreLimit);
            case MULTICLASS -> MulticlassEvaluation.of(description, data, signature, scoreLimit);
            case MULTILABEL -> MultilabelEvaluation.of(description, data, signature, scoreLimit);
            case REGRESSION -> RegressionEvaluation.of(description, data, signature);
            case RANKING -> RankingEvaluation.of(description, data, signature);
            case RETRIEVAL -> retrieval(database);
            case TEXT_RECOGNITION -> TextRecognitionEvaluation.of(description, data, signature);
            case DETECTION -> DetectionEvaluation.of(description, data, signature);
        };
    }

    private RetrievalEvaluation retrieval(Database database) {
        Corpus corpus =
                description
                        .analyses()
                        .corpus()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.EVALUATION_INVALID,
                                                "a retrieval without `corpus`, the documents among"
                                                        + " which it searches",
                                                "name their table and the column of their id:"
                                                        + " `corpus`"));
        NumbersOutput output =
                NumbersOutput.of(
                        predictor.signature(), description.score().output(), "the embedding");
        return RetrievalEvaluation.of(
                description,
                data,
                output.name(),
                new CorpusReader(corpus, output.name(), predictor, options).read(database));
    }
}
