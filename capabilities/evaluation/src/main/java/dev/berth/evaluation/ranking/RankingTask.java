package dev.berth.evaluation.ranking;

import dev.berth.evaluation.task.InvalidRowException;
import dev.berth.evaluation.task.PredictedRow;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ranking of items by score. The unit is a query: all rows with one value of the group column.
///
/// [QueryMetrics] has the metrics, [RankedItems] those of one query.
public final class RankingTask implements TaskEvaluation<RankedItems> {
    /// Cut-offs where none are named.
    public static final List<Integer> CUTOFFS = List.of(1, 5, 10);

    private final String group;
    private final String relevance;
    private final String output;
    private final Optional<Integer> element;
    private final QueryMetrics metrics;

    /// @param group column with the query
    /// @param relevance column with the relevance of the item: at least 0, or true and false
    /// @param output with the score
    /// @param element of the output that is the score; empty if it is a single number
    /// @param cutoffs numbers of items, at least 1
    public RankingTask(
            String group,
            String relevance,
            String output,
            Optional<Integer> element,
            List<Integer> cutoffs) {
        this.group = group;
        this.relevance = relevance;
        this.output = output;
        this.element = element;
        metrics = new QueryMetrics(cutoffs);
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
            relevances[i] = relevance(unit.get(i));
            scores[i] = score(unit.get(i));
        }
        return RankedItems.of(relevances, scores);
    }

    private double relevance(PredictedRow row) throws InvalidRowException {
        Object value = row.row().value(relevance);
        double number =
                switch (value) {
                    case Boolean flag -> flag ? 1 : 0;
                    case Number each -> each.doubleValue();
                    case null, default -> Double.NaN;
                };
        if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new InvalidRowException(
                    relevance,
                    "row %d: relevance %s (expected: a number of at least 0, or true or false)"
                            .formatted(row.row().number(), value));
        }
        return number;
    }

    private double score(PredictedRow row) throws InvalidRowException {
        Object value = element(row.prediction().get(output));
        if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new InvalidRowException(
                output,
                "row %d: score %s (expected: a number)".formatted(row.row().number(), value));
    }

    private @Nullable Object element(@Nullable Object value) {
        if (value instanceof List<?> list) {
            int index = element.orElse(0);
            boolean named = element.isPresent() || list.size() == 1;
            return named && index < list.size() ? list.get(index) : value;
        }
        return value;
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
    public SliceState<RankedItems> newState() {
        return metrics.newState();
    }
}
