package dev.berth.cli.evaluate;

import dev.berth.cards.comparison.ComparisonDocument;
import dev.berth.cards.comparison.CostSetting;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.document.DocumentFile;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.PlainComparison;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.scoring.prediction.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
            "Of the candidates that keep all limits the best has the best objective. Of it and "
                    + "those that no test shows to differ, the most interpretable is recommended, then "
                    + "the one with the lowest p99.",
            ""
        },
        footer = {
            "  berth compare examples/lending scorecard boosted --evaluation credit",
            "  berth compare examples/lending scorecard boosted --evaluation credit --limit 'p99-ms<=5'"
                    + " --interpretability scorecard=transparent --interpretability boosted=explainable"
                    + " --report comparison.html",
            "  berth compare http://localhost:8080 a b --data test.csv --task binary --label status"
        })
public final class CompareCommand implements Callable<Integer> {
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

    @Mixin private final ComparisonOptions options = new ComparisonOptions();

    @Mixin private final EvaluationOptions described = new EvaluationOptions();

    @Option(names = "--json", description = "Print the comparison as JSON.")
    private boolean json;

    @Option(
            names = {"-o", "--report"},
            paramLabel = "FILE",
            description =
                    "A document of the comparison, by its ending: .md (figures go beside it), .html"
                            + " (one page that needs nothing else) or .json; repeatable.")
    private List<Path> outputs = new ArrayList<>();

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    public CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireDifferentCandidates();
        options.limits();
        options.classes(candidates);
        List<DocumentFile> documents = outputs.stream().map(DocumentFile::byEnding).toList();
        documents.forEach(DocumentFile::requireFolder);
        Comparison comparison = compare();
        CostSetting setting = ComparisonRun.setting(options);
        if (json) {
            terminal.out().print(ReportJson.write(PlainComparison.of(comparison)));
            terminal.out().flush();
        } else {
            ComparisonTable.print(comparison, setting, terminal.out());
        }
        for (DocumentFile document : documents) {
            document.write(
                    ComparisonDocument.of(comparison, setting, CommandWords.systemName(place)));
            terminal.say("wrote " + document.path());
        }
        return 0;
    }

    private Comparison compare() throws IOException, InterruptedException {
        EvaluationDescription description = description();
        Path data = data(description.data());
        var run =
                new ComparisonRun(
                        terminal,
                        description,
                        CommandWords.reproducible(spec, place),
                        directory().orElse(Path.of("")),
                        data,
                        directory()
                                .map(system -> CommandWords.relative(system, data))
                                .orElse(data.toString()),
                        directory()
                                .map(
                                        system ->
                                                system.resolve(RUNS)
                                                        .resolve(
                                                                evaluation == null
                                                                        ? "data"
                                                                        : evaluation)));
        List<ComparisonCandidate> opened = new ArrayList<>();
        try (var database = TemporaryDatabase.open()) {
            for (String candidate : candidates) {
                opened.add(open(candidate));
            }
            return run.run(opened, database, options);
        } finally {
            opened.forEach(ComparisonCandidate::close);
        }
    }

    private ComparisonCandidate open(String candidate) {
        try (var progress = Progress.of(terminal, "opening " + candidate)) {
            return ComparisonCandidate.open(
                    candidate,
                    choice ->
                            PredictionTarget.openFor(
                                    choice,
                                    place,
                                    credentials.credentials(),
                                    progress::transferred));
        }
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
}
