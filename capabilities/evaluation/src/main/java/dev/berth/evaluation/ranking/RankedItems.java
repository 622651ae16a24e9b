package dev.berth.evaluation.ranking;

import java.util.Arrays;

/// Items of one query in the order of their scores, the highest first, with the relevance of each.
///
/// Items of equal score have no order. Every metric is its mean over all orders of such items, in
/// closed form, so that a metric depends on scores and relevances alone and a model gains nothing
/// by equal scores. An item is relevant if its relevance is positive. Metrics of a query without a
/// relevant item are undefined, NaN; scikit-learn gives 0 for nDCG there.
///
/// Kept are the groups of equal scores with a relevant item, since no other item changes a metric
/// but by its place.
///
/// Source: McSherry and Najork, Computing Information Retrieval Performance Measures Efficiently in
/// the Presence of Tied Scores, ECIR 2008. nDCG: Järvelin and Kekäläinen, Cumulated Gain-Based
/// Evaluation of IR Techniques, 2002, with the discount `1 / log2(rank + 1)` and the relevance as
/// gain. Sorting takes O(n log n), a metric O(n).
public final class RankedItems {
    /// The cut-off that takes all items.
    public static final int ALL = Integer.MAX_VALUE;

    private final int size;
    private final TieGroup[] groups;

    /// Positive relevances in falling order.
    private final double[] ideal;

    private RankedItems(int size, TieGroup[] groups, double[] ideal) {
        this.size = size;
        this.groups = groups;
        this.ideal = ideal;
    }

    /// Items of equal score, at least one of them relevant.
    ///
    /// @param before items of a higher score
    /// @param items how many
    /// @param relevant how many of them are relevant
    /// @param gain sum of their relevances
    private record TieGroup(int before, int items, int relevant, double gain) {}

    /// Orders items.
    ///
    /// @param relevance at least 0 and finite, such as 0 to 4
    /// @param scores as many, none of them NaN
    /// @throws IllegalArgumentException if they are not so
    public static RankedItems of(double[] relevance, double[] scores) {
        check(relevance, scores);
        int size = scores.length;
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        // Adding zero makes -0 and 0 equal.
        Arrays.sort(order, (a, b) -> Double.compare(scores[b] + 0.0, scores[a] + 0.0));
        TieGroup[] groups = new TieGroup[size];
        int groupCount = 0;
        int start = 0;
        int relevant = 0;
        double gain = 0;
        for (int rank = 0; rank < size; rank++) {
            int item = order[rank];
            relevant += relevance[item] > 0 ? 1 : 0;
            gain += relevance[item];
            if (rank + 1 == size || scores[order[rank + 1]] != scores[item]) {
                if (relevant > 0) {
                    groups[groupCount++] = new TieGroup(start, rank + 1 - start, relevant, gain);
                }
                start = rank + 1;
                relevant = 0;
                gain = 0;
            }
        }
        return new RankedItems(size, Arrays.copyOf(groups, groupCount), ideal(relevance));
    }

    /// Orders items of which a few are relevant, without sorting the others.
    ///
    /// @param scores of all items, none of them NaN
    /// @param relevantItems places of the relevant items among them, without repetition
    /// @param excludedItem place of an item that is none; -1 for no such
    static RankedItems ofRelevant(float[] scores, int[] relevantItems, int excludedItem) {
        float[] distinct = new float[relevantItems.length];
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = scores[relevantItems[i]] + 0f;
        }
        Arrays.sort(distinct);
        TieGroup[] groups = new TieGroup[distinct.length];
        int groupCount = 0;
        for (int i = distinct.length - 1; i >= 0; i--) {
            int relevant = 1;
            while (i > 0 && distinct[i - 1] == distinct[i]) {
                relevant++;
                i--;
            }
            groups[groupCount++] = group(scores, distinct[i], relevant, excludedItem);
        }
        double[] ideal = new double[distinct.length];
        Arrays.fill(ideal, 1);
        int size = scores.length - (excludedItem < 0 ? 0 : 1);
        return new RankedItems(size, Arrays.copyOf(groups, groupCount), ideal);
    }

    private static TieGroup group(float[] scores, float score, int relevant, int excludedItem) {
        int before = 0;
        int items = 0;
        for (float each : scores) {
            before += each > score ? 1 : 0;
            items += each == score ? 1 : 0;
        }
        if (excludedItem >= 0) {
            before -= scores[excludedItem] > score ? 1 : 0;
            items -= scores[excludedItem] == score ? 1 : 0;
        }
        return new TieGroup(before, items, relevant, relevant);
    }

    private static void check(double[] relevance, double[] scores) {
        if (relevance.length != scores.length) {
            throw new IllegalArgumentException(
                    "scores: " + scores.length + " (expected: " + relevance.length + ")");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!(relevance[i] >= 0 && relevance[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "relevance: " + relevance[i] + " (expected: at least 0 and finite)");
            }
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score: NaN (expected: a number)");
            }
        }
    }

    private static double[] ideal(double[] relevance) {
        double[] rising = Arrays.stream(relevance).filter(each -> each > 0).sorted().toArray();
        double[] falling = new double[rising.length];
        for (int i = 0; i < falling.length; i++) {
            falling[i] = rising[rising.length - 1 - i];
        }
        return falling;
    }

    public int size() {
        return size;
    }

    public int relevantCount() {
        return ideal.length;
    }

    /// Normalised discounted cumulative gain of the first `cutoff` items, from 0 to 1.
    public double ndcg(int cutoff) {
        if (relevantCount() == 0) {
            return Double.NaN;
        }
        double ideallyGained = 0;
        for (int rank = 0; rank < Math.min(cutoff, ideal.length); rank++) {
            ideallyGained += ideal[rank] * discount(rank);
        }
        double gained = 0;
        for (TieGroup group : groups) {
            double discounts = 0;
            long end = Math.min(cutoff, (long) group.before + group.items);
            for (int rank = group.before; rank < end; rank++) {
                discounts += discount(rank);
            }
            gained += group.gain / group.items * discounts;
        }
        return gained / ideallyGained;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 2.0);
    }

    /// Share of the relevant items among the first `cutoff`, from 0 to 1.
    public double recall(int cutoff) {
        if (relevantCount() == 0) {
            return Double.NaN;
        }
        double found = 0;
        for (TieGroup group : groups) {
            int within = Math.clamp((long) cutoff - group.before, 0, group.items);
            found += group.relevant * ((double) within / group.items);
        }
        return found / relevantCount();
    }

    /// One divided by the rank, from 1, of the first relevant item; 0 if that is beyond `cutoff`.
    public double reciprocalRank(int cutoff) {
        if (relevantCount() == 0) {
            return Double.NaN;
        }
        TieGroup first = groups[0];
        int others = first.items - first.relevant;
        double mean = 0;
        // The probability that the first relevant item of the group is its item number i + 1.
        double probability = (double) first.relevant / first.items;
        for (int i = 0; i <= others && first.before + i < cutoff; i++) {
            mean += probability / (first.before + i + 1.0);
            probability *= (double) (others - i) / (first.items - 1 - i);
        }
        return mean;
    }

    /// Average precision: the mean, over the relevant items, of the share of relevant items up to
    /// each, from 0 to 1.
    public double averagePrecision() {
        if (relevantCount() == 0) {
            return Double.NaN;
        }
        double sum = 0;
        int relevantBefore = 0;
        for (TieGroup group : groups) {
            double share = (double) group.relevant / group.items;
            double shareOfOthers = (group.relevant - 1.0) / Math.max(1, group.items - 1);
            for (int i = 0; i < group.items; i++) {
                sum += share * (relevantBefore + i * shareOfOthers + 1) / (group.before + i + 1.0);
            }
            relevantBefore += group.relevant;
        }
        return sum / relevantCount();
    }
}
