package dev.berth.evaluation.ranking;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Metrics of many queries, from the order of each.
///
/// - `ndcg@K`, `recall@K`, `mrr@K`: means over the queries with a relevant item;
/// - `mrr` and `map` without a cut-off;
/// - `queries-without-relevant-item`: the share of all others, which are in no other metric.
final class QueryMetrics {
    private static final int DEFINED = 0;
    private static final int MRR = 1;
    private static final int MAP = 2;
    private static final int FIRST_CUTOFF = 3;
    private static final int TERMS_PER_CUTOFF = 3;

    private final List<Integer> cutoffs;

    /// @param cutoffs numbers of items, at least 1
    QueryMetrics(List<Integer> cutoffs) {
        for (int cutoff : cutoffs) {
            if (cutoff < 1) {
                throw new IllegalArgumentException(
                        "cut-off: " + cutoff + " (expected: at least 1)");
            }
        }
        this.cutoffs = List.copyOf(cutoffs);
    }

    int termCount() {
        return FIRST_CUTOFF + TERMS_PER_CUTOFF * cutoffs.size();
    }

    void terms(RankedItems query, double[] terms) {
        boolean defined = query.relevantCount() > 0;
        terms[DEFINED] = defined ? 1 : 0;
        terms[MRR] = defined ? query.reciprocalRank(RankedItems.ALL) : 0;
        terms[MAP] = defined ? query.averagePrecision() : 0;
        int at = FIRST_CUTOFF;
        for (int cutoff : cutoffs) {
            terms[at++] = defined ? query.ndcg(cutoff) : 0;
            terms[at++] = defined ? query.recall(cutoff) : 0;
            terms[at++] = defined ? query.reciprocalRank(cutoff) : 0;
        }
    }

    /// What the query lacks to the best order: 1 less its nDCG; 0 without a relevant item.
    static double loss(RankedItems query) {
        return query.relevantCount() > 0 ? Math.max(0, 1 - query.ndcg(RankedItems.ALL)) : 0;
    }

    SliceState<RankedItems> newState() {
        return new State();
    }

    /// Nothing but the sums.
    private final class State implements SliceState<RankedItems> {
        @Override
        public void add(RankedItems outcome, long unit, double weight) {
            // The terms have all.
        }

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
        public void write(ByteWriter out) {
            // There is nothing to keep.
        }

        @Override
        public void read(ByteReader in) {
            // There is nothing to restore.
        }
    }
}
