package dev.berth.evaluation.run;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.description.AnalysesDescription;
import dev.berth.evaluation.description.AnalysesDescription.PerturbedInputs;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Explanation;
import dev.berth.evaluation.report.Robustness;
import dev.berth.evaluation.robustness.RobustnessTest;
import dev.berth.evaluation.robustness.SampledUnit;
import dev.berth.evaluation.task.RecordPredictions;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Analyses of a run that predict a sample of its units again: robustness and explanations.
///
/// @param <O> outcome of a unit
final class SampleAnalyses<O> {
    private final EvaluationDescription description;
    private final TaskEvaluation<O> task;
    private final Signature signature;
    private final RecordPredictions predictions;
    private final Resampling resampling;

    SampleAnalyses(
            EvaluationDescription description,
            TaskEvaluation<O> task,
            Signature signature,
            RecordPredictions predictions,
            Resampling resampling) {
        this.description = description;
        this.task = task;
        this.signature = signature;
        this.predictions = predictions;
        this.resampling = resampling;
    }

    /// Whether an evaluation describes one of them.
    static boolean isNeeded(AnalysesDescription analyses) {
        return !analyses.perturbations().isEmpty() || analyses.explanation().isPresent();
    }

    /// Checks that the signature has the inputs that are named.
    ///
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if not
    static void requireInputs(AnalysesDescription analyses, Signature signature) {
        for (PerturbedInputs each : analyses.perturbations()) {
            each.inputs().forEach(input -> RecordMapper.requireInput(signature, input));
        }
        analyses.explanation()
                .ifPresent(
                        each ->
                                each.inputs()
                                        .forEach(
                                                input ->
                                                        RecordMapper.requireInput(
                                                                signature, input)));
    }

    /// Adds the results.
    ///
    /// @param rows of the sample's units
    EvaluationReport addTo(
            EvaluationReport report, List<List<CopiedRow>> rows, RecordMapper mapper) {
        List<SampledUnit> units = new ArrayList<>();
        for (List<CopiedRow> each : rows) {
            unit(each, mapper).ifPresent(units::add);
        }
        AnalysesDescription analyses = description.analyses();
        List<Robustness> robustness = new ArrayList<>();
        if (!analyses.perturbations().isEmpty()) {
            RobustnessTest<O> test =
                    new RobustnessTest<>(
                            task, units, predictions, resampling, description.resamples().seed());
            for (PerturbedInputs each : analyses.perturbations()) {
                robustness.add(test.perturb(each.inputs(), each.perturbation()));
            }
        }
        List<Explanation> explanations =
                analyses.explanation()
                        .map(
                                explanation ->
                                        new Explanations<>(
                                                        explanation,
                                                        task,
                                                        signature,
                                                        units,
                                                        predictions,
                                                        description.resamples())
                                                .explain())
                        .orElse(List.of());
        return report.with(
                report.fairness(),
                report.foundSlices(),
                robustness,
                explanations,
                report.templates());
    }

    /// A unit with its records; empty if it cannot be evaluated.
    private Optional<SampledUnit> unit(List<CopiedRow> rows, RecordMapper mapper) {
        try {
            List<Map<String, @Nullable Object>> records = new ArrayList<>();
            for (CopiedRow row : rows) {
                records.add(decoded(mapper.record(row)));
            }
            double weight = RowWeight.of(description.weight(), rows.getFirst());
            return Optional.of(new SampledUnit(List.copyOf(rows), records, weight));
        } catch (InvalidRowException e) {
            return Optional.empty();
        }
    }

    /// A record with bytes where it has them as Base64, so that pictures can be changed.
    private Map<String, @Nullable Object> decoded(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> decoded = new LinkedHashMap<>(record);
        for (Field field : signature.inputs()) {
            if (field.type() == ElementType.BYTES
                    && record.get(field.name()) instanceof String text) {
                try {
                    decoded.put(field.name(), Base64.getDecoder().decode(text));
                } catch (IllegalArgumentException e) {
                    // The prediction will say what is wrong with it.
                    decoded.put(field.name(), text);
                }
            }
        }
        return decoded;
    }
}
