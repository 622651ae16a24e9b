package dev.berth.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/// Metrics of one query: `scikit-learn.csv` has what `ndcg_score` and, where no scores are equal,
/// `average_precision_score` of scikit-learn 1.4.2 gave.
final class RankedItemsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 300 * Integer.getInteger("berth.cases.factor", 1);

    @Test
    void metrics_ofRecordedQueries_areThoseOfScikitLearn() {
        List<RecordedCase> cases = RecordedCases.of(RankedItemsTest.class, "scikit-learn.csv");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
        for (RecordedCase each : cases) {
            RankedItems items = RankedItems.of(each.numbers("relevance"), each.numbers("score"));
            assertThat(items.ndcg(each.integer("cutoff")))
                    .as("nDCG of %s", each)
                    .isEqualTo(each.number("ndcg"), within(1e-12));
            if (each.has("average_precision")) {
                assertThat(items.averagePrecision())
                        .as("average precision of %s", each)
                        .isEqualTo(each.number("average_precision"), within(1e-12));
            }
        }
    }

    @Test
    void metrics_ofEqualScores_areMeansOverTheirOrders() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            int size = 1 + random.nextInt(6);
            double[] relevance = new double[size];
            double[] scores = new double[size];
            for (int i = 0; i < size; i++) {
                relevance[i] = random.nextInt(3);
                scores[i] = random.nextInt(3);
            }
            relevance[random.nextInt(size)] = 1;
            int cutoff = 1 + random.nextInt(size + 1);
            RankedItems items = RankedItems.of(relevance, scores);
            assertMean(items, relevance, scores, each -> each.ndcg(cutoff));
            assertMean(items, relevance, scores, each -> each.recall(cutoff));
            assertMean(items, relevance, scores, each -> each.reciprocalRank(cutoff));
            assertMean(items, relevance, scores, RankedItems::averagePrecision);
        }
    }

    private static void assertMean(
            RankedItems items,
            double[] relevance,
            double[] scores,
            ToDoubleFunction<RankedItems> metric) {
        List<double[]> orders = new ArrayList<>();
        collectOrders(new double[scores.length], new boolean[scores.length], 0, scores, orders);
        double mean =
                orders.stream()
                        .mapToDouble(
                                order -> metric.applyAsDouble(RankedItems.of(relevance, order)))
                        .average()
                        .orElseThrow();
        assertThat(metric.applyAsDouble(items))
                .as("relevance %s, scores %s, seed %d", relevance, scores, SEED)
                .isEqualTo(mean, within(1e-12));
    }

    /// Collects scores that all differ, for every order that the given ones allow.
    private static void collectOrders(
            double[] order, boolean[] placed, int rank, double[] scores, List<double[]> orders) {
        if (rank == scores.length) {
            orders.add(order.clone());
            return;
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            highest = placed[i] ? highest : Math.max(highest, scores[i]);
        }
        for (int i = 0; i < scores.length; i++) {
            if (!placed[i] && scores[i] == highest) {
                placed[i] = true;
                order[i] = -rank;
                collectOrders(order, placed, rank + 1, scores, orders);
                placed[i] = false;
            }
        }
    }

    @Test
    void metrics_withoutRelevantItem_areUndefined() {
        RankedItems items = RankedItems.of(new double[] {0, 0}, new double[] {1, 2});
        assertThat(items.ndcg(RankedItems.ALL)).isNaN();
        assertThat(items.recall(1)).isNaN();
        assertThat(items.reciprocalRank(1)).isNaN();
        assertThat(items.averagePrecision()).isNaN();
    }

    @Test
    void metrics_ofOneRelevantItem_countFromTheTop() {
        RankedItems items = RankedItems.of(new double[] {0, 0, 1}, new double[] {3, 2, 1});
        assertThat(items.reciprocalRank(RankedItems.ALL)).isEqualTo(1 / 3.0, within(1e-15));
        assertThat(items.reciprocalRank(2)).isZero();
        assertThat(items.recall(2)).isZero();
        assertThat(items.recall(3)).isOne();
        assertThat(items.ndcg(3)).isEqualTo(0.5, within(1e-15));
        assertThat(items.averagePrecision()).isEqualTo(1 / 3.0, within(1e-15));
    }

    @Test
    void scores_zeroAndMinusZero_areEqual() {
        RankedItems items = RankedItems.of(new double[] {1, 0}, new double[] {-0.0, 0.0});
        assertThat(items.recall(1)).isEqualTo(0.5);
    }

    @Test
    void scores_thatAreInfinite_haveAnOrder() {
        double[] scores = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0};
        assertThat(RankedItems.of(new double[] {0, 1, 0}, scores).recall(1)).isOne();
    }

    @Test
    void items_thatAreInvalid_areRejected() {
        assertThatThrownBy(() -> RankedItems.of(new double[] {1}, new double[] {Double.NaN}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> RankedItems.of(new double[] {-1}, new double[] {0}))
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> RankedItems.of(new double[] {1}, new double[] {0, 1}))
                .hasMessageContaining("expected: 1");
    }
}
