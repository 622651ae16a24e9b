package dev.berth.cli.evaluate;

import dev.berth.catalog.profile.Machine;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.DurationConverter;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.CostMeasurement;
import dev.berth.evaluation.comparison.CostMeasurement.Measured;
import dev.berth.evaluation.comparison.Costs;
import dev.berth.evaluation.comparison.Interpretability;
import dev.berth.evaluation.comparison.Limit;
import dev.berth.evaluation.comparison.PlainComparison;
import dev.berth.evaluation.comparison.SampledPredictor;
import dev.berth.evaluation.comparison.UnitRecorders;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Subject;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.run.EvaluationRun;
import dev.berth.evaluation.run.ReportOrigin;
import dev.berth.evaluation.run.RunOptions;
import dev.berth.runtime.MemoryUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Command `berth compare`: says which of several models or endpoints should be used.
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Compares models or endpoints on the same labelled data: quality with intervals, slices, "
                    + "latency, throughput, memory, size and energy, with paired tests, and says which "
                    + "to use.",
            "",
            "Of the candidates that keep all limits the best has the best objective. Where tests "
                    + "cannot tell others from it, the most interpretable of them is recommended, then "
                    + "the one with the lowest p99.",
            ""
        },
        footer = {
            "  berth compare examples/lending scorecard forest --evaluation credit",
            "  berth compare examples/lending scorecard forest --evaluation credit --limit 'p99-ms<=5'"
                    + " --interpretability scorecard=transparent --interpretability forest=explainable",
            "  berth compare http://localhost:8080 a b --data test.csv --task binary --label status"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final int BATCH_ROWS = 256;
    private static final int RECORDS = 256;
    private static final String RUNS = ".berth/evaluations/comparisons";

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, or a server's address.")
    private String place = "";

    @Parameters(
            index = "1..*",
            arity = "2..*",
            paramLabel = "CANDIDATE",
            description = "Models, as name or name@version, and endpoints.")
    private List<String> candidates = new ArrayList<>();

    @Option(
            names = "--evaluation",
            paramLabel = "NAME",
            description = "The evaluation of the system that describes data, label and slices.")
    private @Nullable String evaluation;

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

    @Mixin private final EvaluationOptions described = new EvaluationOptions();

    @Option(names = "--json", description = "Print the comparison as JSON.")
    private boolean json;

    @Option(
            names = {"-o", "--report"},
            paramLabel = "FILE",
            description = "A file for the comparison as JSON.")
    private @Nullable Path reportFile;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    public CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireDifferentCandidates();
        List<Limit> parsed = limits.stream().map(CompareCommand::limit).toList();
        Map<String, Interpretability> classes = classes();
        EvaluationDescription description = description();
        List<Opened> opened = new ArrayList<>();
        Comparison comparison;
        try (var data = TemporaryDatabase.open()) {
            for (String candidate : candidates) {
                opened.add(open(candidate));
            }
            for (Opened each : opened) {
                evaluate(each, description, data);
            }
            comparison = compare(opened, parsed, classes, description.resamples().confidence());
        } finally {
            opened.forEach(each -> each.target.close());
        }
        String text = ReportJson.write(PlainComparison.of(comparison));
        if (json) {
            terminal.out().print(text);
            terminal.out().flush();
        } else {
            ComparisonTable.print(comparison, terminal.out());
        }
        if (reportFile != null) {
            Files.writeString(reportFile, text);
            terminal.say("comparison written to " + reportFile);
        }
        return 0;
    }

    /// A candidate that was opened.
    private static final class Opened {
        private final String name;
        private final PredictionTarget target;
        private final SampledPredictor predictor;
        private final UnitRecorders units = new UnitRecorders();
        private @Nullable EvaluationReport report;

        Opened(String name, PredictionTarget target, SampledPredictor predictor) {
            this.name = name;
            this.target = target;
            this.predictor = predictor;
        }

        EvaluationReport report() {
            if (report == null) {
                throw new IllegalStateException(name + " was not evaluated");
            }
            return report;
        }
    }

    private Opened open(String candidate) {
        ModelChoice choice = ModelChoice.parse(candidate);
        try (var progress = Progress.of(terminal, "opening " + candidate)) {
            PredictionTarget target =
                    PredictionTarget.openFor(
                            choice, place, credentials.credentials(), progress::transferred);
            try {
                Subject subject =
                        new Subject(
                                target instanceof LocalTarget local && local.isEndpoint(choice)
                                        ? Subject.Kind.ENDPOINT
                                        : Subject.Kind.MODEL,
                                choice.name().value(),
                                choice.version().map(Object::toString).orElse(""));
                return new Opened(
                        candidate,
                        target,
                        new SampledPredictor(TargetPredictor.of(target, subject), RECORDS));
            } catch (RuntimeException e) {
                target.close();
                throw e;
            }
        }
    }

    private void evaluate(
            Opened candidate, EvaluationDescription description, TemporaryDatabase data) {
        Path file = data(description.data());
        try (var progress = Progress.of(terminal, "evaluating " + candidate.name)) {
            candidate.report =
                    EvaluationRun.run(
                            description,
                            data.database(),
                            file,
                            candidate.predictor,
                            options(candidate),
                            origin(candidate, file),
                            (rows, total, setAside) ->
                                    progress.now(
                                            candidate.name
                                                    + ": row "
                                                    + rows
                                                    + " of "
                                                    + total
                                                    + (setAside == 0
                                                            ? ""
                                                            : ", " + setAside + " set aside")),
                            List.of(candidate.units));
        }
    }

    private Comparison compare(
            List<Opened> opened,
            List<Limit> parsed,
            Map<String, Interpretability> classes,
            double confidence)
            throws InterruptedException {
        List<Costs> costs;
        try (var _ =
                Progress.of(
                        terminal,
                        "measuring the costs of "
                                + opened.size()
                                + " candidates, "
                                + duration.toSeconds()
                                + " s each")) {
            costs =
                    new CostMeasurement(
                                    BATCH_ROWS,
                                    Runtime.getRuntime().availableProcessors(),
                                    duration)
                            .measure(opened.stream().map(CompareCommand::measured).toList());
        }
        String metric = objective(opened.getFirst().report());
        List<Comparison.Evaluated> evaluated = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            Opened candidate = opened.get(i);
            EvaluationReport report = candidate.report();
            if (report.findMetric(SliceResult.ALL, metric).isEmpty()) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        candidate.name + " has no metric '" + metric + "'",
                        "name one with --objective: "
                                + report.all().metrics().stream()
                                        .map(MetricValue::name)
                                        .collect(Collectors.joining(", ")));
            }
            evaluated.add(
                    new Comparison.Evaluated(
                            CandidateResult.of(
                                    candidate.name,
                                    report,
                                    costs.get(i),
                                    classes.getOrDefault(candidate.name, Interpretability.UNKNOWN),
                                    parsed),
                            candidate.units.recorder().orElseThrow()));
        }
        return Comparison.of(metric, parsed, evaluated, confidence);
    }

    private String objective(EvaluationReport report) {
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

    private static Measured measured(Opened candidate) {
        boolean isLocal = candidate.target instanceof LocalTarget;
        return new Measured(
                candidate.predictor,
                isLocal ? memory(candidate, MemoryUse::totalBytes) : OptionalLong.empty(),
                isLocal ? memory(candidate, MemoryUse::weightBytes) : OptionalLong.empty(),
                isLocal);
    }

    /// Of all models that the target holds: those that the candidate needs.
    private static OptionalLong memory(Opened candidate, ToLongFunction<MemoryUse> part) {
        return OptionalLong.of(
                candidate.target.index().stream()
                        .filter(IndexEntry::isReady)
                        .flatMap(entry -> entry.memory().stream())
                        .mapToLong(part)
                        .sum());
    }

    private RunOptions options(Opened candidate) {
        return new RunOptions(
                BATCH_ROWS,
                RunOptions.DEFAULT.requestsMax(),
                RunOptions.DEFAULT.setAsideShareMax(),
                RunOptions.DEFAULT.strictness(),
                directory()
                        .map(
                                system ->
                                        system.resolve(RUNS)
                                                .resolve(
                                                        (evaluation == null ? "" : evaluation + "-")
                                                                + candidate.name)),
                RunOptions.DEFAULT.progressInterval());
    }

    private ReportOrigin origin(Opened candidate, Path file) {
        return new ReportOrigin(
                CommandWords.arguments(spec).stream()
                        .map(ShellWord::of)
                        .collect(Collectors.joining(" ", "berth compare ", "")),
                file.toString(),
                candidate.target instanceof LocalTarget local
                        ? Optional.of(Machine.local(local.berth().serving().engineVersions()))
                        : Optional.empty(),
                VersionText.berth(),
                InstantSource.system());
    }

    private EvaluationDescription description() {
        ModelChoice first = ModelChoice.parse(candidates.getFirst());
        var subject =
                new Subject(
                        Subject.Kind.MODEL,
                        first.name().value(),
                        first.version().map(Object::toString).orElse(""));
        if (evaluation == null) {
            return described.describe(subject);
        }
        Path directory =
                directory()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.USAGE,
                                                "--evaluation with a server (expected: with a"
                                                        + " system's directory)",
                                                "describe data and label with --data, --task and"
                                                        + " --label"));
        return described.apply(DescribedEvaluations.require(directory, evaluation));
    }

    private Path data(String data) {
        boolean isOption = spec.commandLine().getParseResult().hasMatchedOption("--data");
        return directory()
                .filter(_ -> !isOption)
                .map(system -> system.resolve(data))
                .orElse(Path.of(data));
    }

    private Optional<Path> directory() {
        return PredictionTarget.isAddress(place)
                ? Optional.empty()
                : Optional.of(PredictionTarget.requireDirectory(place));
    }

    private void requireDifferentCandidates() {
        Set<String> names = new LinkedHashSet<>(candidates);
        if (names.size() < candidates.size()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "candidates " + String.join(", ", candidates) + " (expected: each once)",
                    "name each candidate once");
        }
    }

    private static Limit limit(String text) {
        try {
            return Limit.parse(text, SliceResult.ALL);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.USAGE, "--" + e.getMessage(), "write it like --limit 'p99-ms<=20'");
        }
    }

    private Map<String, Interpretability> classes() {
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
                    classes.put(
                            candidate,
                            Interpretability.findByLabel(label)
                                    .orElseThrow(
                                            () ->
                                                    new ProblemException(
                                                            ProblemCode.USAGE,
                                                            "--interpretability "
                                                                    + candidate
                                                                    + "="
                                                                    + label
                                                                    + " (expected: transparent,"
                                                                    + " explainable or opaque)",
                                                            "`berth compare --help` explains the"
                                                                    + " classes")));
                });
        return classes;
    }
}
