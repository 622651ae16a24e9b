package dev.berth.cli.evaluate;

import dev.berth.catalog.profile.Machine;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.RowOptions;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.part.EvaluationsPart;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.run.EvaluationRun;
import dev.berth.evaluation.run.ReportOrigin;
import dev.berth.evaluation.run.RunOptions;
import dev.berth.evaluation.run.RunOptions.Strictness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Command `berth evaluate`: measures the quality of a model or endpoint on labelled data.
@Command(
        name = "evaluate",
        sortOptions = false,
        description = {
            "Measures the quality of a model or an endpoint on labelled data: metrics with "
                    + "confidence intervals, for all rows and for slices of them.",
            "",
            "NAME is an evaluation of the system, evaluations/NAME.yaml; its report is written "
                    + "beside it, evaluations/NAME.json. Without NAME the options describe the "
                    + "evaluation. A run that was stopped goes on where it was.",
            ""
        },
        footer = {
            "  berth evaluate examples/lending credit",
            "  berth evaluate examples/lending --model scorecard --data examples/lending/data/test.csv"
                    + " --task binary --label status --positive bad --slices marital",
            "  berth evaluate http://localhost:8080 --endpoint credit --data test.csv --task binary"
                    + " --label status --positive bad --json"
        })
public final class EvaluateCommand implements Callable<Integer> {
    private static final String RUNS = ".berth/evaluations";

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, or a server's address.")
    private String place = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "An evaluation of the system.")
    private @Nullable String name;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Predict on this server, instead of in this process.")
    private @Nullable String server;

    @Mixin private final EvaluationOptions described = new EvaluationOptions();

    @Mixin private final RowOptions rows = new RowOptions();

    @Option(names = "--strict", description = "Stop at the first row that cannot be evaluated.")
    private boolean strict;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(
            names = {"-o", "--report"},
            paramLabel = "FILE",
            description =
                    "The file for the report. Default: evaluations/NAME.json of the system; none "
                            + "without NAME.")
    private @Nullable Path reportFile;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    public EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> directory = directory();
        EvaluationDescription described = description(directory);
        EvaluationDescription description = directory.map(described::in).orElse(described);
        Path data = data(directory, description.data());
        EvaluationReport report = evaluate(directory, description, data);
        if (json) {
            terminal.out().print(ReportJson.write(report));
            terminal.out().flush();
        } else {
            EvaluationTable.print(report, terminal.out());
        }
        Optional<Path> file = Optional.ofNullable(reportFile).or(() -> reportOf(directory));
        if (file.isPresent()) {
            write(file.get(), ReportJson.write(report));
            terminal.say("report written to " + file.get());
        }
        return 0;
    }

    /// The system's directory; empty if only a server is given.
    private Optional<Path> directory() {
        return PredictionTarget.isAddress(place)
                ? Optional.empty()
                : Optional.of(PredictionTarget.requireDirectory(place));
    }

    private EvaluationDescription description(Optional<Path> directory) {
        String evaluation = name;
        if (evaluation == null) {
            return described.describe();
        }
        if (directory.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the evaluation '" + evaluation + "' of a server (expected: of a directory)",
                    "name the system's directory, and the server with --server");
        }
        return described.apply(DescribedEvaluations.require(directory.get(), evaluation));
    }

    /// A file that an option names is relative to the working directory, one that the system
    /// describes to the system.
    private Path data(Optional<Path> directory, String data) {
        boolean isOption = spec.commandLine().getParseResult().hasMatchedOption("--data");
        return isOption || directory.isEmpty() ? Path.of(data) : directory.get().resolve(data);
    }

    private EvaluationReport evaluate(
            Optional<Path> directory, EvaluationDescription description, Path file)
            throws IOException {
        try (PredictionTarget target = open(description);
                var data = TemporaryDatabase.open();
                var progress = Progress.of(terminal, "reading " + file)) {
            TargetPredictor predictor = TargetPredictor.of(target, description.subject());
            return EvaluationRun.run(
                    description,
                    data.database(),
                    file,
                    predictor,
                    options(directory, description),
                    origin(directory, file, target),
                    (done, total, setAside) ->
                            progress.now(
                                    "row "
                                            + done
                                            + " of "
                                            + total
                                            + (setAside == 0
                                                    ? ""
                                                    : ", " + setAside + " set aside")));
        }
    }

    private PredictionTarget open(EvaluationDescription description) {
        String where = server == null ? place : server;
        try (var progress = Progress.of(terminal, "opening " + where)) {
            return PredictionTarget.openFor(
                    TargetPredictor.choice(description.subject()),
                    where,
                    credentials.credentials(),
                    progress::transferred);
        }
    }

    private RunOptions options(Optional<Path> directory, EvaluationDescription description) {
        return new RunOptions(
                rows.batch().orElse(RunOptions.DEFAULT.batchRows()),
                rows.requests(),
                rows.setAsideShareMax(),
                strict ? Strictness.FAIL : Strictness.SET_ASIDE,
                directory.map(system -> system.resolve(RUNS).resolve(description.name())),
                RunOptions.DEFAULT.progressInterval());
    }

    private ReportOrigin origin(Optional<Path> directory, Path data, PredictionTarget target) {
        return new ReportOrigin(
                CommandWords.reproducible(spec, place),
                directory.orElse(Path.of("")),
                directory
                        .map(system -> CommandWords.relative(system, data))
                        .orElse(data.toString()),
                target instanceof LocalTarget local
                        ? Optional.of(Machine.local(local.berth().serving().engineVersions()))
                        : Optional.empty(),
                VersionText.berth(),
                InstantSource.system());
    }

    private Optional<Path> reportOf(Optional<Path> directory) {
        return name == null
                ? Optional.empty()
                : directory.map(
                        system -> system.resolve(EvaluationsPart.FOLDER).resolve(name + ".json"));
    }

    private static void write(Path file, String report) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        Files.writeString(unfinished, report);
        Files.move(
                unfinished,
                absolute,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
