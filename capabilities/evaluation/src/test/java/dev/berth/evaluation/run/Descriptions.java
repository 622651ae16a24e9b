package dev.berth.evaluation.run;

import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.Task;
import dev.berth.scoring.prediction.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Descriptions of evaluations of an [EchoPredictor].
///
/// @param weight column; empty for none
record Descriptions(
        Task task,
        Label label,
        OptionalDouble threshold,
        Optional<String> weight,
        List<SliceDescription> slices,
        Resamples resamples) {

    static final ReportOrigin ORIGIN =
            new ReportOrigin(
                    "berth evaluate system test",
                    "data.csv",
                    Optional.empty(),
                    "test",
                    InstantSource.fixed(Instant.EPOCH));

    /// A binary task with the classes bad (positive) and good in the column `status`.
    static Descriptions binary() {
        return new Descriptions(
                Task.BINARY,
                new Label("status", Optional.of("bad"), List.of("good", "bad")),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of(),
                new Resamples(200, 1, 0.95));
    }

    Descriptions with(SliceDescription... added) {
        return new Descriptions(task, label, threshold, weight, List.of(added), resamples);
    }

    Descriptions weighted(String column) {
        return new Descriptions(task, label, threshold, Optional.of(column), slices, resamples);
    }

    Descriptions with(Resamples other) {
        return new Descriptions(task, label, threshold, weight, slices, other);
    }

    EvaluationDescription describe() {
        return describe(Map.of());
    }

    EvaluationDescription describe(Map<String, String> inputs) {
        return new EvaluationDescription(
                "test",
                new Subject(Subject.Kind.MODEL, "echo", ""),
                "data.csv",
                task,
                label,
                new Score(Optional.empty(), Optional.empty(), Optional.empty()),
                threshold,
                weight,
                Optional.empty(),
                Optional.empty(),
                inputs,
                List.of(),
                slices,
                Optional.empty(),
                resamples);
    }
}
