package dev.berth.evaluation.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Partial dependence of a model on one input: its mean output over the records if all had the same
/// value of the input, for several values.
///
/// Where inputs depend on each other, some of these records cannot occur, such as a child with a
/// pension, and the model has not learnt what to say to them.
///
/// Source: Friedman, Greedy Function Approximation: A Gradient Boosting Machine, 2001.
public final class PartialDependence {
    private PartialDependence() {}

    /// Mean output for one value.
    public record Point(@Nullable Object value, Estimate output) {}

    /// The mean output for each value, in their order.
    public static List<Point> of(
            RecordScorer scorer,
            List<Map<String, @Nullable Object>> records,
            String input,
            List<? extends @Nullable Object> values) {
        List<Point> points = new ArrayList<>();
        for (Object value : values) {
            List<Map<String, @Nullable Object>> changed = new ArrayList<>();
            for (Map<String, @Nullable Object> record : records) {
                changed.add(PermutationImportance.with(record, input, value));
            }
            points.add(new Point(value, Estimate.of(scorer.scores(changed))));
        }
        return points;
    }

    /// Values of an input to compute points for: quantiles of its numbers, rising, or its most
    /// frequent texts and truth values. Empty if the input has values of another form.
    ///
    /// @param count most values
    public static List<Object> values(
            List<Map<String, @Nullable Object>> records, String input, int count) {
        List<Object> found =
                records.stream().map(record -> record.get(input)).filter(Objects::nonNull).toList();
        if (found.stream().allMatch(PartialDependence::isFinite)) {
            return quantiles(found, count);
        }
        return found.stream().allMatch(each -> each instanceof String || each instanceof Boolean)
                ? frequent(found, count)
                : List.of();
    }

    private static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private static List<Object> quantiles(List<Object> found, int count) {
        Object[] sorted = found.toArray();
        Arrays.sort(sorted, Comparator.comparingDouble(each -> ((Number) each).doubleValue()));
        int last = sorted.length - 1;
        int steps = Math.max(1, count - 1);
        return IntStream.rangeClosed(0, last < 0 ? -1 : steps)
                .mapToObj(i -> sorted[(int) ((long) i * last / steps)])
                .distinct()
                .limit(count)
                .toList();
    }

    private static List<Object> frequent(List<Object> found, int count) {
        Map<Object, Integer> counts = new HashMap<>();
        found.forEach(each -> counts.merge(each, 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(
                        Map.Entry.<Object, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(entry -> entry.getKey().toString()))
                .limit(count)
                .<Object>map(Map.Entry::getKey)
                .toList();
    }
}
