package dev.berth.cli.evaluate;

import dev.berth.cli.console.DurationConverter;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.comparison.Interpretability;
import dev.berth.evaluation.comparison.Limit;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of a comparison: what decides, what has to be kept, how long costs are measured.
final class ComparisonOptions {
    @Option(
            names = "--objective",
            paramLabel = "METRIC",
            description =
                    "The metric that decides. Default: roc-auc, or accuracy without scores; "
                            + "for other tasks the first metric.")
    private @Nullable String objective;

    @Option(
            names = "--limit",
            paramLabel = "LIMIT",
            description =
                    "What a candidate has to keep, as p99-ms<=20, size-mib<=10 or "
                            + "recall/marital=single>=0.7; repeatable. Costs: p50-ms, p99-ms, "
                            + "records-per-second, memory-mib, size-mib, joules-per-1000.")
    private List<String> limits = new ArrayList<>();

    @Option(
            names = "--interpretability",
            paramLabel = "CANDIDATE=CLASS",
            description = "transparent, explainable or opaque; repeatable.")
    private Map<String, String> interpretability = new LinkedHashMap<>();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "9s",
            description =
                    "The time for measuring the costs of each candidate. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofSeconds(9);

    Duration duration() {
        return duration;
    }

    /// The metric that decides, by the report of the first candidate.
    String objective(EvaluationReport report) {
        if (objective != null) {
            return objective;
        }
        if (report.task() == Task.BINARY
                && report.findMetric(SliceResult.ALL, "roc-auc")
                        .filter(MetricValue::isDefined)
                        .isPresent()) {
            return "roc-auc";
        }
        return report.all().metrics().getFirst().name();
    }

    /// The limits.
    ///
    /// @throws ProblemException `usage` for another form
    List<Limit> limits() {
        return limits.stream().map(ComparisonOptions::limit).toList();
    }

    private static Limit limit(String text) {
        try {
            return Limit.parse(text, SliceResult.ALL);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.USAGE, "--" + e.getMessage(), "write it like --limit 'p99-ms<=20'");
        }
    }

    /// The declared classes by candidate.
    ///
    /// @throws ProblemException `usage` for one that is no candidate, or no class
    Map<String, Interpretability> classes(List<String> candidates) {
        Map<String, Interpretability> classes = new LinkedHashMap<>();
        interpretability.forEach(
                (candidate, label) -> {
                    if (!candidates.contains(candidate)) {
                        throw new ProblemException(
                                ProblemCode.USAGE,
                                "--interpretability of '"
                                        + candidate
                                        + "' (expected: one of "
                                        + String.join(", ", candidates)
                                        + ")",
                                "write the name as among the candidates");
                    }
                    classes.put(candidate, requireClass(candidate, label));
                });
        return classes;
    }

    private static Interpretability requireClass(String candidate, String label) {
        return Interpretability.findByLabel(label)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.USAGE,
                                        "--interpretability "
                                                + candidate
                                                + "="
                                                + label
                                                + " (expected: transparent, explainable or opaque)",
                                        "`berth compare --help` explains the classes"));
    }
}
