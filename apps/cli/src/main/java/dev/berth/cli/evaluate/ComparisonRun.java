package dev.berth.cli.evaluate;

import dev.berth.cards.comparison.CostSetting;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.CostMeasurement;
import dev.berth.evaluation.comparison.Costs;
import dev.berth.evaluation.comparison.Interpretability;
import dev.berth.evaluation.comparison.Limit;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.run.EvaluationRun;
import dev.berth.evaluation.run.ReportOrigin;
import dev.berth.evaluation.run.RunOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Run of a comparison: evaluates each candidate on the same data, measures their costs in turns,
/// and compares them.
///
/// @param command the command line that gives the same numbers
/// @param folder the system's directory, to which names of files are relative
/// @param data file
/// @param dataName of the file in the documents
/// @param progressFolder where unfinished evaluations are kept; empty to keep none
record ComparisonRun(
        Terminal terminal,
        EvaluationDescription description,
        String command,
        Path folder,
        Path data,
        String dataName,
        Optional<Path> progressFolder) {
    private static final int BATCH_ROWS = 256;

    /// How costs are measured.
    static CostSetting setting(ComparisonOptions options) {
        return new CostSetting(
                options.duration(), BATCH_ROWS, Runtime.getRuntime().availableProcessors());
    }

    /// Compares the candidates. Blocks.
    Comparison run(
            List<ComparisonCandidate> candidates,
            TemporaryDatabase database,
            ComparisonOptions options)
            throws InterruptedException {
        List<Limit> limits = options.limits();
        Map<String, Interpretability> classes =
                options.classes(candidates.stream().map(ComparisonCandidate::name).toList());
        List<EvaluationReport> reports = new ArrayList<>();
        for (ComparisonCandidate candidate : candidates) {
            reports.add(evaluate(candidate, database));
        }
        String metric = options.objective(reports.getFirst());
        for (int i = 0; i < reports.size(); i++) {
            requireMetric(candidates.get(i).name(), reports.get(i), metric);
        }
        List<Costs> costs = costs(candidates, setting(options));
        List<Comparison.Evaluated> evaluated = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            String name = candidates.get(i).name();
            evaluated.add(
                    new Comparison.Evaluated(
                            CandidateResult.of(
                                    name,
                                    reports.get(i),
                                    costs.get(i),
                                    classes.getOrDefault(name, Interpretability.UNKNOWN),
                                    limits),
                            candidates.get(i).units().recorder().orElseThrow()));
        }
        return Comparison.of(metric, limits, evaluated, description.resamples().confidence());
    }

    private EvaluationReport evaluate(ComparisonCandidate candidate, TemporaryDatabase database) {
        try (var progress = Progress.of(terminal, "evaluating " + candidate.name())) {
            return EvaluationRun.run(
                    description,
                    database.database(),
                    data,
                    candidate.predictor(),
                    options(candidate),
                    new ReportOrigin(
                            command,
                            folder,
                            dataName,
                            candidate.machine(),
                            VersionText.berth(),
                            InstantSource.system()),
                    (rows, total, setAside) ->
                            progress.now(
                                    candidate.name()
                                            + ": row "
                                            + rows
                                            + " of "
                                            + total
                                            + (setAside == 0
                                                    ? ""
                                                    : ", " + setAside + " set aside")),
                    List.of(candidate.units()));
        }
    }

    private RunOptions options(ComparisonCandidate candidate) {
        return new RunOptions(
                BATCH_ROWS,
                RunOptions.DEFAULT.requestsMax(),
                RunOptions.DEFAULT.setAsideShareMax(),
                RunOptions.DEFAULT.strictness(),
                progressFolder.map(
                        folder ->
                                folder.resolveSibling(
                                        folder.getFileName() + "-" + candidate.name())),
                RunOptions.DEFAULT.progressInterval());
    }

    private List<Costs> costs(List<ComparisonCandidate> candidates, CostSetting setting)
            throws InterruptedException {
        try (var _ =
                Progress.of(
                        terminal,
                        "measuring the costs of "
                                + candidates.size()
                                + " candidates, "
                                + setting.duration().toSeconds()
                                + " s each")) {
            return new CostMeasurement(setting.batchRows(), setting.requests(), setting.duration())
                    .measure(candidates.stream().map(ComparisonCandidate::measured).toList());
        }
    }

    private static void requireMetric(String candidate, EvaluationReport report, String metric) {
        if (report.findMetric(SliceResult.ALL, metric).isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    candidate + " has no metric '" + metric + "'",
                    "name one with --objective: "
                            + report.all().metrics().stream()
                                    .map(MetricValue::name)
                                    .collect(Collectors.joining(", ")));
        }
    }
}
