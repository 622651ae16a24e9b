package dev.berth.evaluation.run;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription.Method;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.explain.Estimate;
import dev.berth.evaluation.explain.PartialDependence;
import dev.berth.evaluation.explain.PartialDependence.Point;
import dev.berth.evaluation.explain.PermutationImportance;
import dev.berth.evaluation.explain.RecordScorer;
import dev.berth.evaluation.explain.ShapleyValues;
import dev.berth.evaluation.report.Explanation;
import dev.berth.evaluation.report.Explanation.Dependence;
import dev.berth.evaluation.report.Explanation.Importance;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.robustness.SampledUnit;
import dev.berth.evaluation.robustness.UnitOutcomes;
import dev.berth.evaluation.task.ExplainedNumber;
import dev.berth.evaluation.task.RecordPredictions;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Explanations of a model on the units of a sample.
///
/// Permutation importance is that of the loss, and for every task. The others explain a number, the
/// score of a binary task, a regression or a ranking, and there is none of them for other tasks.
///
/// @param <O> outcome of a unit
final class Explanations<O> {
    /// Standard errors of importances are mostly those of the records; some permutations do.
    private static final int PERMUTATIONS = 5;

    private static final int DEPENDENCE_VALUES = 11;
    private static final int DEPENDENCE_RECORDS = 200;

    /// Records whose Shapley values are averaged, and pairs of orders of each: with 20 inputs some
    /// 20,000 predictions.
    private static final int SHAPLEY_RECORDS = 25;

    private static final int SHAPLEY_PAIRS = 20;

    /// Records whose values are reported each.
    private static final int SHAPLEY_SHOWN = 3;

    private final ExplanationDescription description;
    private final TaskEvaluation<O> task;
    private final List<SampledUnit> units;
    private final List<Map<String, @Nullable Object>> records;
    private final List<String> inputs;
    private final RecordPredictions predictions;
    private final Resamples resamples;

    Explanations(
            ExplanationDescription description,
            TaskEvaluation<O> task,
            Signature signature,
            List<SampledUnit> units,
            RecordPredictions predictions,
            Resamples resamples) {
        this.description = description;
        this.task = task;
        this.units = units;
        this.predictions = predictions;
        this.resamples = resamples;
        records = units.stream().flatMap(unit -> unit.records().stream()).toList();
        inputs =
                signature.inputs().stream()
                        .map(Field::name)
                        .filter(
                                name ->
                                        description.inputs().isEmpty()
                                                || description.inputs().contains(name))
                        .toList();
    }

    List<Explanation> explain() {
        List<Explanation> explanations = new ArrayList<>();
        if (records.isEmpty()) {
            return explanations;
        }
        for (Method method : description.methods()) {
            switch (method) {
                case PERMUTATION_IMPORTANCE -> explanations.add(permutation());
                case PARTIAL_DEPENDENCE ->
                        task.explained().ifPresent(each -> explanations.add(dependence(each)));
                case SHAPLEY ->
                        task.explained().ifPresent(each -> explanations.addAll(shapley(each)));
            }
        }
        return explanations;
    }

    private SplittableRandom random() {
        return new SplittableRandom(resamples.seed());
    }

    private Explanation permutation() {
        List<Importance> importances = new ArrayList<>();
        SplittableRandom random = random();
        for (String input : inputs) {
            Estimate estimate =
                    PermutationImportance.of(this::losses, records, input, PERMUTATIONS, random);
            importances.add(
                    new Importance(
                            input,
                            estimate.metric(
                                    "increase-of-" + task.lossName(), resamples.confidence())));
        }
        return new Explanation(
                Method.PERMUTATION_IMPORTANCE.label(),
                task.lossName(),
                records.size(),
                sorted(importances),
                List.of());
    }

    /// The loss of each unit with other records; NaN where it has none.
    private double[] losses(List<Map<String, @Nullable Object>> changed) {
        List<SampledUnit> others = new ArrayList<>();
        int at = 0;
        for (SampledUnit unit : units) {
            int size = unit.rows().size();
            others.add(new SampledUnit(unit.rows(), changed.subList(at, at + size), unit.weight()));
            at += size;
        }
        List<Optional<O>> outcomes = UnitOutcomes.of(task, others, predictions);
        return outcomes.stream()
                .mapToDouble(outcome -> outcome.map(task::loss).orElse(Double.NaN))
                .toArray();
    }

    private RecordScorer scorer(ExplainedNumber explained) {
        return (List<Map<String, @Nullable Object>> changed) -> {
            double[] numbers = new double[changed.size()];
            int at = 0;
            for (Optional<Map<String, @Nullable Object>> each : predictions.predict(changed)) {
                numbers[at++] = number(explained, each);
            }
            return numbers;
        };
    }

    static double number(
            ExplainedNumber explained, Optional<Map<String, @Nullable Object>> prediction) {
        try {
            return prediction.isPresent() ? explained.of(prediction.get()) : Double.NaN;
        } catch (InvalidRowException e) {
            return Double.NaN;
        }
    }

    private Explanation dependence(ExplainedNumber explained) {
        List<Map<String, @Nullable Object>> some =
                records.subList(0, Math.min(records.size(), DEPENDENCE_RECORDS));
        List<Dependence> dependences = new ArrayList<>();
        for (String input : inputs) {
            List<Object> values = PartialDependence.values(records, input, DEPENDENCE_VALUES);
            List<Explanation.Point> points = new ArrayList<>();
            for (Point point : PartialDependence.of(scorer(explained), some, input, values)) {
                points.add(
                        new Explanation.Point(
                                String.valueOf(point.value()),
                                point.output().metric("mean-output", resamples.confidence())));
            }
            if (!points.isEmpty()) {
                dependences.add(new Dependence(input, points));
            }
        }
        return new Explanation(
                Method.PARTIAL_DEPENDENCE.label(),
                explained.output(),
                some.size(),
                List.of(),
                dependences);
    }

    private List<Explanation> shapley(ExplainedNumber explained) {
        int count = Math.min(records.size(), SHAPLEY_RECORDS);
        double[][] sizes = new double[inputs.size()][count];
        List<Explanation> shown = new ArrayList<>();
        SplittableRandom random = random();
        for (int i = 0; i < count; i++) {
            // Records far apart, so that they are not all from one part of the file.
            int place = (int) ((long) i * records.size() / count);
            Map<String, Estimate> values =
                    ShapleyValues.of(
                            scorer(explained),
                            records.get(place),
                            records,
                            inputs,
                            SHAPLEY_PAIRS,
                            random);
            List<Estimate> ofInputs = List.copyOf(values.values());
            for (int input = 0; input < sizes.length; input++) {
                sizes[input][i] = Math.abs(ofInputs.get(input).mean());
            }
            if (i < SHAPLEY_SHOWN) {
                shown.add(shapleyOfRecord(explained, rowNumber(place), values));
            }
        }
        List<Importance> importances = new ArrayList<>();
        for (int input = 0; input < sizes.length; input++) {
            importances.add(
                    new Importance(
                            inputs.get(input),
                            Estimate.of(sizes[input]).metric("mean-size", resamples.confidence())));
        }
        List<Explanation> explanations = new ArrayList<>();
        explanations.add(
                new Explanation(
                        Method.SHAPLEY.label(),
                        explained.output(),
                        count,
                        sorted(importances),
                        List.of()));
        explanations.addAll(shown);
        return explanations;
    }

    private Explanation shapleyOfRecord(
            ExplainedNumber explained, long row, Map<String, Estimate> values) {
        Map<String, Estimate> inOrder = new LinkedHashMap<>(values);
        List<Importance> importances = new ArrayList<>();
        inOrder.forEach(
                (input, estimate) ->
                        importances.add(
                                new Importance(
                                        input,
                                        estimate.metric("shapley-value", resamples.confidence()))));
        return new Explanation(
                Method.SHAPLEY.label(),
                explained.output() + " of row " + row,
                1,
                sorted(importances),
                List.of());
    }

    /// The number of the row of a record.
    private long rowNumber(int record) {
        int at = record;
        for (SampledUnit unit : units) {
            if (at < unit.rows().size()) {
                return unit.rows().get(at).number();
            }
            at -= unit.rows().size();
        }
        throw new IllegalArgumentException(
                "record: " + record + " (expected: below " + records.size() + ")");
    }

    /// The greatest first; what is undefined last.
    private static List<Importance> sorted(List<Importance> importances) {
        return importances.stream()
                .sorted(
                        Comparator.comparingDouble((Importance each) -> size(each.value()))
                                .reversed())
                .toList();
    }

    private static double size(MetricValue value) {
        return value.isDefined() ? Math.abs(value.value()) : -1;
    }
}
