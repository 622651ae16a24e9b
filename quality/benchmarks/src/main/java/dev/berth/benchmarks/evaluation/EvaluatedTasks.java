package dev.berth.benchmarks.evaluation;

import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.run.ReportOrigin;
import dev.berth.evaluation.run.RunOptions;
import dev.berth.scoring.prediction.Subject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Descriptions of the evaluations that are measured.
final class EvaluatedTasks {
    static final ReportOrigin ORIGIN =
            new ReportOrigin(
                    "quality/benchmarks/run evaluation",
                    "data",
                    Optional.empty(),
                    "benchmark",
                    InstantSource.system());

    static final RunOptions OPTIONS =
            new RunOptions(
                    RunOptions.DEFAULT.batchRows(),
                    RunOptions.DEFAULT.requestsMax(),
                    0,
                    RunOptions.Strictness.FAIL,
                    Optional.empty(),
                    Duration.ofSeconds(10));

    private EvaluatedTasks() {}

    static EvaluationDescription describe(
            Subject subject, Task task, Label label, List<SliceDescription> slices, int resamples) {
        return new EvaluationDescription(
                "benchmark",
                subject,
                "data",
                task,
                label,
                new Score(Optional.empty(), Optional.empty(), Optional.empty()),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                slices,
                Optional.empty(),
                new Resamples(resamples, 1, 0.95));
    }
}
