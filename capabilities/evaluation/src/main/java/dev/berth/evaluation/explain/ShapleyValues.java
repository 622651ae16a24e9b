package dev.berth.evaluation.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Shapley values of one prediction: how much each input contributes to the difference between the
/// record's output and the mean output of other records.
///
/// Inputs of a *background* record are exchanged for those of the explained record, one after the
/// other in a random order; the change of the output at an input's turn is its contribution. The
/// Shapley value is the mean over all orders and backgrounds, here estimated from a sample. Each
/// order is also gone through backwards with the same background, which makes the estimate more
/// exact (antithetic sampling); the standard error is that of the means of such pairs. Within a
/// sample the values add up to the output less the mean output of its backgrounds.
///
/// An input of the background stands for one that is not known, also where inputs depend on each
/// other ("interventional" values).
///
/// Source: Štrumbelj and Kononenko, Explaining prediction models and individual predictions with
/// feature contributions, 2014; Mitchell, Cooper, Frank and Holmes, Sampling Permutations for
/// Shapley Value Estimation, JMLR 2022 (antithetic sampling). With `n` inputs and `p` pairs of
/// orders a record costs `2 p (n + 1)` predictions.
public final class ShapleyValues {
    private ShapleyValues() {}

    /// The value of each input, in their order, in the unit of the output.
    ///
    /// @param background records that are usual, at least one
    /// @param inputs that are exchanged; all others keep the explained record's value
    /// @param pairs of orders, at least 2 for a standard error
    public static Map<String, Estimate> of(
            RecordScorer scorer,
            Map<String, @Nullable Object> record,
            List<Map<String, @Nullable Object>> background,
            List<String> inputs,
            int pairs,
            SplittableRandom random) {
        List<int[]> orders = new ArrayList<>();
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            Map<String, @Nullable Object> other = background.get(random.nextInt(background.size()));
            int[] order = PermutationImportance.permutation(inputs.size(), random);
            int[] reverse = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                reverse[i] = order[order.length - 1 - i];
            }
            for (int[] each : List.of(order, reverse)) {
                orders.add(each);
                addSteps(record, other, inputs, each, records);
            }
        }
        return estimates(scorer.scores(records), orders, inputs);
    }

    /// Adds the background record, then one more for each input that is exchanged.
    private static void addSteps(
            Map<String, @Nullable Object> record,
            Map<String, @Nullable Object> background,
            List<String> inputs,
            int[] order,
            List<Map<String, @Nullable Object>> records) {
        Map<String, @Nullable Object> step = new LinkedHashMap<>(record);
        for (String input : inputs) {
            step.put(input, background.get(input));
        }
        records.add(step);
        for (int input : order) {
            step =
                    PermutationImportance.with(
                            step, inputs.get(input), record.get(inputs.get(input)));
            records.add(step);
        }
    }

    private static Map<String, Estimate> estimates(
            double[] scores, List<int[]> orders, List<String> inputs) {
        double[][] contributions = new double[inputs.size()][orders.size() / 2];
        int at = 0;
        for (int i = 0; i < orders.size(); i++) {
            for (int input : orders.get(i)) {
                contributions[input][i / 2] += (scores[at + 1] - scores[at]) / 2;
                at++;
            }
            at++;
        }
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        for (int i = 0; i < contributions.length; i++) {
            estimates.put(inputs.get(i), Estimate.of(contributions[i]));
        }
        return estimates;
    }
}
