package dev.berth.evaluation.ranking;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.output.NumberOutput;
import dev.berth.evaluation.task.ExplainedNumber;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Optional;

/// Ranking of items by score. The unit is a query: all rows with one value of the group column.
///
/// [QueryMetrics] has the metrics, [RankedItems] those of one query.
public final class RankingEvaluation implements TaskEvaluation<RankedItems> {
    /// Cut-offs where none are named.
    public static final List<Integer> CUTOFFS = List.of(1, 5, 10);

    private final String group;
    private final String relevance;
    private final NumberOutput score;
    private final QueryMetrics metrics;

    private RankingEvaluation(
            String group, String relevance, NumberOutput score, List<Integer> cutoffs) {
        this.group = group;
        this.relevance = relevance;
        this.score = score;
        metrics = new QueryMetrics(cutoffs);
    }

    /// Prepares the evaluation of some data.
    ///
    /// @throws ProblemException `evaluation-invalid` if data or signature do not fit
    public static RankingEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature) {
        String group =
                description
                        .group()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.EVALUATION_INVALID,
                                                "a ranking without `group`, the column of the query",
                                                "name the column: `group`"));
        data.require(group, "the query");
        data.require(description.label().column(), "the label");
        return of(
                group,
                description.label().column(),
                signature,
                description.score(),
                description.topK().isEmpty() ? CUTOFFS : description.topK());
    }

    /// @param group column with the query
    /// @param relevance column with the relevance of the item: at least 0, or true and false
    /// @param cutoffs numbers of items, at least 1
    static RankingEvaluation of(
            String group,
            String relevance,
            Signature signature,
            Score score,
            List<Integer> cutoffs) {
        return new RankingEvaluation(
                group,
                relevance,
                NumberOutput.of(
                        signature, score.output(), score.element(), Optional.empty(), "the score"),
                cutoffs);
    }

    @Override
    public List<String> columns() {
        return List.of(group, relevance);
    }

    @Override
    public Optional<String> groupColumn() {
        return Optional.of(group);
    }

    @Override
    public RankedItems outcome(List<PredictedRow> unit) throws InvalidRowException {
        double[] relevances = new double[unit.size()];
        double[] scores = new double[relevances.length];
        for (int i = 0; i < scores.length; i++) {
            relevances[i] = relevance(unit.get(i).row());
            scores[i] = score.read(unit.get(i).prediction());
        }
        return RankedItems.of(relevances, scores);
    }

    private double relevance(DataRow row) throws InvalidRowException {
        String text = row.text(relevance);
        double number =
                switch (text) {
                    case "true" -> 1;
                    case "false" -> 0;
                    case null -> Double.NaN;
                    default -> parse(text);
                };
        if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new InvalidRowException(
                    relevance,
                    "row %d: relevance %s (expected: a number of at least 0, or true or false)"
                            .formatted(
                                    row.number(),
                                    text == null ? "missing" : SanitizedText.of(text)));
        }
        return number;
    }

    private static double parse(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    @Override
    public int termCount() {
        return metrics.termCount();
    }

    @Override
    public void terms(RankedItems outcome, double[] terms) {
        metrics.terms(outcome, terms);
    }

    /// What the query lacks to the best order: 1 less its nDCG; 0 without a relevant item.
    @Override
    public double loss(RankedItems outcome) {
        return QueryMetrics.loss(outcome);
    }

    @Override
    public Optional<ExplainedNumber> explained() {
        return Optional.of(score.explained());
    }

    @Override
    public String lossName() {
        return "ndcg-loss";
    }

    @Override
    public SliceState<RankedItems> newState(long stream) {
        return metrics.newState();
    }
}
