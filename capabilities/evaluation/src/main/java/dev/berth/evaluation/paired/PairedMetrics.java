package dev.berth.evaluation.paired;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Robustness.Change;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// All metrics of a task for two predictions of the same units, with the interval of each
/// difference.
///
/// In every resample both predictions have the same units, as often; so what is hard about a unit
/// is in both metrics and falls out of their difference, whose interval is the narrower for it.
/// Each metric is computed anew for each resample, whatever it is made of, which takes time in
/// units times resamples: for some thousand units.
///
/// @param <O> outcome of a unit
public final class PairedMetrics<O> {
    private final TaskEvaluation<O> task;
    private final List<Pair<O>> pairs;
    private final Resampling resampling;

    /// A unit with both outcomes.
    ///
    /// @param number of the unit
    /// @param weight greater than 0
    public record Pair<O>(long number, double weight, O original, O other) {}

    private PairedMetrics(TaskEvaluation<O> task, List<Pair<O>> pairs, Resampling resampling) {
        this.task = task;
        this.pairs = pairs;
        this.resampling = resampling;
    }

    /// Compares outcomes.
    ///
    /// @param pairs by rising number
    /// @return for each metric of the task the original, the other and their difference, in the
    ///   task's order
    public static <O> List<Change> of(
            TaskEvaluation<O> task, List<Pair<O>> pairs, Resampling resampling) {
        return new PairedMetrics<>(task, List.copyOf(pairs), resampling).changes();
    }

    private List<Change> changes() {
        int count = resampling.count();
        double[] ones = new double[pairs.size()];
        Arrays.fill(ones, 1);
        Both all = both(ones);
        List<Both> resampled = resampled(count);
        List<Change> changes = new ArrayList<>();
        all.original.forEach(
                (name, original) -> {
                    MetricValue other = Objects.requireNonNull(all.other.get(name), name);
                    double[] originals = new double[count];
                    double[] others = new double[count];
                    double[] differences = new double[count];
                    for (int i = 0; i < count; i++) {
                        originals[i] = value(resampled.get(i).original, name);
                        others[i] = value(resampled.get(i).other, name);
                        differences[i] = others[i] - originals[i];
                    }
                    changes.add(
                            new Change(
                                    withInterval(original, originals),
                                    withInterval(other, others),
                                    difference(original, other, differences)));
                });
        return changes;
    }

    private static double value(Map<String, MetricValue> metrics, String name) {
        MetricValue metric = metrics.get(name);
        return metric == null ? Double.NaN : metric.value();
    }

    private MetricValue withInterval(MetricValue metric, double[] resampled) {
        return metric.isDefined()
                ? resampling
                        .metric(metric.name(), metric.value(), resampled)
                        .withUnit(metric.unit())
                : metric;
    }

    private MetricValue difference(MetricValue original, MetricValue other, double[] differences) {
        if (!original.isDefined() || !other.isDefined()) {
            return MetricValue.undefined(original.name(), "it is undefined for one of both");
        }
        return resampling
                .metric(original.name(), other.value() - original.value(), differences)
                .withUnit(original.unit());
    }

    /// Metrics of both predictions, by name.
    private record Both(Map<String, MetricValue> original, Map<String, MetricValue> other) {}

    private List<Both> resampled(int count) {
        byte[][] drawn = new byte[pairs.size()][count];
        for (int pair = 0; pair < drawn.length; pair++) {
            resampling.unitWeights(pairs.get(pair).number, drawn[pair]);
        }
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(
                        resample -> {
                            double[] weights = new double[pairs.size()];
                            for (int pair = 0; pair < weights.length; pair++) {
                                weights[pair] = drawn[pair][resample];
                            }
                            return both(weights);
                        })
                .toList();
    }

    private Both both(double[] factors) {
        SliceState<O> original = task.newState(0);
        SliceState<O> other = task.newState(0);
        PlainSums originalSums = new PlainSums(task.termCount());
        PlainSums otherSums = new PlainSums(task.termCount());
        double[] terms = new double[task.termCount()];
        for (int i = 0; i < factors.length; i++) {
            Pair<O> pair = pairs.get(i);
            double weight = pair.weight * factors[i];
            if (weight > 0) {
                task.terms(pair.original, terms);
                originalSums.add(terms, weight);
                original.add(pair.original, pair.number, weight);
                task.terms(pair.other, terms);
                otherSums.add(terms, weight);
                other.add(pair.other, pair.number, weight);
            }
        }
        return new Both(metrics(original, originalSums), metrics(other, otherSums));
    }

    private Map<String, MetricValue> metrics(SliceState<O> state, PlainSums sums) {
        Map<String, MetricValue> metrics = new LinkedHashMap<>();
        NoResampling none = new NoResampling(resampling.confidence());
        state.metrics(sums, none).metrics().forEach(each -> metrics.put(each.name(), each));
        return metrics;
    }
}
