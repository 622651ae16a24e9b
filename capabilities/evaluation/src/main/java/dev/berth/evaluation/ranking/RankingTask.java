package dev.berth.evaluation.ranking;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.InvalidRowException;
import dev.berth.evaluation.task.PredictedRow;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ranking of items by score. The unit is a query: all rows with one value of the group column.
///
/// - `ndcg@K`, `recall@K`, `mrr@K`: means over the queries with a relevant item;
/// - `mrr` and `map` without a cut-off;
/// - `queries-without-relevant-item`: the share of all others, which are in no other metric.
///
/// [RankedItems] defines the metric of one query.
public final class RankingTask implements TaskEvaluation<RankedItems> {
    /// Cut-offs where none are named.
    public static final List<Integer> CUTOFFS = List.of(1, 5, 10);

    private static final int DEFINED = 0;
    private static final int MRR = 1;
    private static final int MAP = 2;
    private static final int FIRST_CUTOFF = 3;
    private static final int TERMS_PER_CUTOFF = 3;

    private final String group;
    private final String relevance;
    private final String output;
    private final Optional<Integer> element;
    private final List<Integer> cutoffs;

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
        for (int cutoff : cutoffs) {
            if (cutoff < 1) {
                throw new IllegalArgumentException(
                        "cut-off: " + cutoff + " (expected: at least 1)");
            }
        }
        this.group = group;
        this.relevance = relevance;
        this.output = output;
        this.element = element;
        this.cutoffs = List.copyOf(cutoffs);
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
        return FIRST_CUTOFF + TERMS_PER_CUTOFF * cutoffs.size();
    }

    @Override
    public void terms(RankedItems outcome, double[] terms) {
        boolean defined = outcome.relevantCount() > 0;
        terms[DEFINED] = defined ? 1 : 0;
        terms[MRR] = defined ? outcome.reciprocalRank(RankedItems.ALL) : 0;
        terms[MAP] = defined ? outcome.averagePrecision() : 0;
        int at = FIRST_CUTOFF;
        for (int cutoff : cutoffs) {
            terms[at++] = defined ? outcome.ndcg(cutoff) : 0;
            terms[at++] = defined ? outcome.recall(cutoff) : 0;
            terms[at++] = defined ? outcome.reciprocalRank(cutoff) : 0;
        }
    }

    /// What the query lacks to the best order: 1 less its nDCG; 0 without a relevant item.
    @Override
    public double loss(RankedItems outcome) {
        return outcome.relevantCount() > 0 ? Math.max(0, 1 - outcome.ndcg(RankedItems.ALL)) : 0;
    }

    @Override
    public SliceState<RankedItems> newState() {
        return new State();
    }

    /// Nothing but the sums.
    private final class State implements SliceState<RankedItems> {
        @Override
        public void add(RankedItems outcome, long unit, double weight) {}

        @Override
        public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
            List<MetricValue> metrics = new ArrayList<>();
            int at = FIRST_CUTOFF;
            for (int cutoff : cutoffs) {
                metrics.add(mean("ndcg@" + cutoff, at++, sums, resampling));
                metrics.add(mean("recall@" + cutoff, at++, sums, resampling));
                metrics.add(mean("mrr@" + cutoff, at++, sums, resampling));
            }
            metrics.add(mean("mrr", MRR, sums, resampling));
            metrics.add(mean("map", MAP, sums, resampling));
            metrics.add(
                    sums.weight() > 0
                            ? MetricValue.of(
                                    "queries-without-relevant-item",
                                    1 - sums.sum(DEFINED) / sums.weight())
                            : MetricValue.undefined("queries-without-relevant-item", "no query"));
            return new SliceMetrics(metrics, Optional.empty());
        }

        private MetricValue mean(String name, int term, ResampledSums sums, Resampling resampling) {
            double defined = sums.sum(DEFINED);
            if (!(defined > 0)) {
                return MetricValue.undefined(name, "no query with a relevant item");
            }
            double[] resampled = new double[resampling.count()];
            for (int i = 0; i < resampled.length; i++) {
                double weight = sums.sum(DEFINED, i);
                resampled[i] = weight > 0 ? sums.sum(term, i) / weight : Double.NaN;
            }
            return resampling.metric(name, sums.sum(term) / defined, resampled);
        }

        @Override
        public void write(ByteWriter out) {}

        @Override
        public void read(ByteReader in) {}
    }
}
