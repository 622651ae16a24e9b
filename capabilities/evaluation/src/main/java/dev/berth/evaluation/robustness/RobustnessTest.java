package dev.berth.evaluation.robustness;

import dev.berth.evaluation.bootstrap.WilsonInterval;
import dev.berth.evaluation.paired.PairedMetrics;
import dev.berth.evaluation.paired.PairedMetrics.Pair;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Robustness;
import dev.berth.evaluation.report.Robustness.Change;
import dev.berth.evaluation.task.RecordPredictions;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Test of a model under perturbations: the units of a sample are predicted with the inputs as they
/// are and with perturbed ones, and all metrics compared on the units that have both outcomes.
///
/// A model may reject perturbed inputs, by a guard or since a value is out of its range, which is
/// often the best that it can do; the share of these units is the metric `rejected`.
///
/// @param <O> outcome of a unit
public final class RobustnessTest<O> {
    private final TaskEvaluation<O> task;
    private final List<SampledUnit> units;
    private final RecordPredictions predictions;
    private final Resampling resampling;
    private final long seed;
    private final List<Optional<O>> originals;

    /// Predicts the units as they are.
    ///
    /// @param units by rising number
    /// @param seed of the perturbations
    public RobustnessTest(
            TaskEvaluation<O> task,
            List<SampledUnit> units,
            RecordPredictions predictions,
            Resampling resampling,
            long seed) {
        this.task = task;
        this.units = List.copyOf(units);
        this.predictions = predictions;
        this.resampling = resampling;
        this.seed = seed;
        originals = UnitOutcomes.of(task, units, predictions);
    }

    /// Perturbs some inputs.
    ///
    /// @param inputs their names
    public Robustness perturb(List<String> inputs, Perturbation perturbation) {
        List<SampledUnit> perturbed = units;
        for (String input : inputs) {
            perturbed = perturbed(perturbed, input, perturbation);
        }
        List<Optional<O>> others = UnitOutcomes.of(task, perturbed, predictions);
        List<Pair<O>> pairs = new ArrayList<>();
        int rejected = 0;
        int rejectedOriginally = 0;
        int changed = 0;
        for (int i = 0; i < others.size(); i++) {
            Optional<O> original = originals.get(i);
            Optional<O> other = others.get(i);
            if (original.isPresent() && other.isPresent()) {
                SampledUnit unit = units.get(i);
                pairs.add(new Pair<>(unit.number(), unit.weight(), original.get(), other.get()));
            }
            rejected += other.isEmpty() ? 1 : 0;
            rejectedOriginally += original.isEmpty() ? 1 : 0;
            changed += units.get(i).records().equals(perturbed.get(i).records()) ? 0 : 1;
        }
        List<Change> changes = new ArrayList<>(PairedMetrics.of(task, pairs, resampling));
        if (!units.isEmpty()) {
            changes.add(rejections(rejectedOriginally, rejected));
        }
        return new Robustness(
                perturbation.kind() + " of " + String.join(", ", inputs),
                perturbation.description() + (changed == 0 ? "; no record has changed" : ""),
                pairs.size(),
                changes);
    }

    private List<SampledUnit> perturbed(
            List<SampledUnit> of, String input, Perturbation perturbation) {
        double deviation = deviation(input);
        List<SampledUnit> perturbed = new ArrayList<>();
        for (SampledUnit unit : of) {
            SplittableRandom random =
                    new SplittableRandom(
                            StableHash.ofWords(seed, unit.number(), StableHash.ofText(input)));
            List<Map<String, @Nullable Object>> records = new ArrayList<>();
            for (Map<String, @Nullable Object> record : unit.records()) {
                Object value = perturbation.apply(record.get(input), deviation, random);
                records.add(
                        Objects.equals(value, record.get(input))
                                ? record
                                : SampledUnit.with(record, input, value));
            }
            perturbed.add(unit.with(records));
        }
        return perturbed;
    }

    /// The standard deviation of an input's numbers, those of lists too; NaN of fewer than two.
    private double deviation(String input) {
        double[] sums = new double[3];
        for (SampledUnit unit : units) {
            for (Map<String, @Nullable Object> record : unit.records()) {
                add(record.get(input), sums);
            }
        }
        // Welford's recurrence: count, mean, sum of squared distances from it.
        return sums[0] > 1 ? Math.sqrt(sums[2] / (sums[0] - 1)) : Double.NaN;
    }

    private static void add(@Nullable Object value, double[] sums) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            double difference = number.doubleValue() - sums[1];
            sums[0]++;
            sums[1] += difference / sums[0];
            sums[2] += difference * (number.doubleValue() - sums[1]);
        } else if (value instanceof List<?> list) {
            list.forEach(each -> add(each, sums));
        }
    }

    private Change rejections(int original, int perturbed) {
        double all = units.size();
        double confidence = resampling.confidence();
        return new Change(
                WilsonInterval.of("rejected", original, all, confidence),
                WilsonInterval.of("rejected", perturbed, all, confidence),
                MetricValue.of("rejected", (perturbed - original) / all));
    }
}
