package dev.berth.evaluation.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Importance of an input by permutation: how much greater the loss becomes when the input's values
/// are exchanged at random between records, so that they say nothing about the label any more.
///
/// Each record has the mean over some permutations of the loss with a foreign value, less the loss
/// with its own; the importance is the mean over the records, its standard error that of these
/// differences. Inputs that say the same share their importance, so that none of them may seem to
/// matter.
///
/// Source: Breiman, Random Forests, 2001; Fisher, Rudin and Dominici, All Models are Wrong, but
/// Many are Useful, JMLR 2019.
public final class PermutationImportance {
    private PermutationImportance() {}

    /// Losses of records whose labels are known.
    public interface Losses {
        /// The loss of each record, in their order; NaN where it has none.
        ///
        /// @param records one for each label
        double[] of(List<Map<String, @Nullable Object>> records);
    }

    /// The importance of an input, in the unit of the loss.
    ///
    /// @param repetitions permutations, at least 1; each predicts all records once
    public static Estimate of(
            Losses losses,
            List<Map<String, @Nullable Object>> records,
            String input,
            int repetitions,
            SplittableRandom random) {
        double[] original = losses.of(records);
        double[] sums = new double[original.length];
        for (int repetition = 0; repetition < repetitions; repetition++) {
            int[] order = permutation(records.size(), random);
            List<Map<String, @Nullable Object>> changed = new ArrayList<>();
            for (int i = 0; i < order.length; i++) {
                changed.add(with(records.get(i), input, records.get(order[i]).get(input)));
            }
            double[] permuted = losses.of(changed);
            Arrays.setAll(sums, i -> sums[i] + (permuted[i] - original[i]));
        }
        Arrays.setAll(sums, i -> sums[i] / repetitions);
        return Estimate.of(sums);
    }

    static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> record, String input, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(record);
        changed.put(input, value);
        return changed;
    }

    static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
