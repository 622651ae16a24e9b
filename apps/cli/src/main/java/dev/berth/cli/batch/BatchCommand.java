package dev.berth.cli.batch;

import dev.berth.batch.BatchJob;
import dev.berth.batch.BatchOptions;
import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.BatchOrigin;
import dev.berth.batch.BatchPreview;
import dev.berth.batch.BatchRun;
import dev.berth.batch.PartDistributor;
import dev.berth.batch.PartWorker;
import dev.berth.batch.PreviewLimit;
import dev.berth.batch.SourceFingerprint;
import dev.berth.batch.jdbc.JdbcTable;
import dev.berth.batch.kafka.TopicJob;
import dev.berth.batch.kafka.TopicOptions;
import dev.berth.batch.kafka.TopicReport;
import dev.berth.batch.report.BatchJson;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.source.CopiedSource;
import dev.berth.cli.console.CountConverter;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.RateConverter;
import dev.berth.cli.console.RowOptions;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.evaluate.CommandWords;
import dev.berth.cli.evaluate.TargetPredictor;
import dev.berth.cli.evaluate.TemporaryDatabase;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Command `berth batch`: scores the rows of a table.
@Command(
        name = "batch",
        sortOptions = false,
        description = {
            "Scores the rows of a table with a model or an endpoint: each row gets the outputs as "
                    + "further columns.",
            "",
            "The job is done in parts. Stopped at any time, the same command goes on after the "
                    + "last finished part, and the output is the same, byte for byte. Rows that "
                    + "cannot be scored are set aside in FILE.set-aside.jsonl; FILE.report.json "
                    + "says what was done.",
            "",
            "From a topic of Kafka to another one, each record is scored exactly once.",
            ""
        },
        footer = {
            "  berth batch examples/lending credit --from examples/lending/data/test.csv"
                    + " --to scored.parquet",
            "  berth batch examples/lending boosted --from applicants.csv --to scored.csv"
                    + " --input \"amount=double(credit_amount)\" --carry customer",
            "  berth batch examples/lending credit --from kafka://localhost:9092/applications"
                    + " --to kafka://localhost:9092/decisions --follow"
        })
public final class BatchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, or a server's address.")
    private String place = "";

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "An endpoint, or a model: name or name@version.")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "FILE|ADDRESS",
            required = true,
            description =
                    "The rows: CSV with a header line, JSON lines, Parquet or Arrow; several files"
                            + " by a pattern with *, in quotes; or the address of a database,"
                            + " jdbc:postgresql://…, with --query or --table; or the folder of a"
                            + " table of Iceberg. Or a topic of JSON objects:"
                            + " kafka://host:port/topic.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description =
                    "The output: .csv, .jsonl or .parquet. It appears when it is complete. Or a"
                            + " topic of the same brokers.")
    private Path to = Path.of("");

    @Option(
            names = "--input",
            paramLabel = "NAME=COLUMN",
            description =
                    "The column of an input, or an expression over the columns. Default: the "
                            + "column of its name. Can be repeated.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--carry",
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "Columns of the rows that the output has as well, such as a key. Default: all.")
    private @Nullable List<String> carried;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Before the names of the outputs' columns.")
    private String prefix = "";

    @Mixin private final RowOptions rows = new RowOptions();

    @Option(
            names = "--part",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "100000",
            description =
                    "Rows of a part, which is done again if the job is stopped. Default: "
                            + "${DEFAULT-VALUE}.")
    private int part = BatchOptions.DEFAULT.partRows();

    @Option(
            names = "--rate",
            paramLabel = "N",
            converter = RateConverter.class,
            description = "Rows in a second at most.")
    private @Nullable Double rate;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Score on a Spark cluster, such as spark://host:7077, by the Spark that"
                            + " SPARK_HOME names.")
    private @Nullable String spark;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark, such as spark.executor.memory=2g. Can be repeated.")
    private Map<String, String> sparkSettings = new LinkedHashMap<>();

    @Option(names = "--restart", description = "Begin anew, whatever an earlier run has finished.")
    private boolean isAnew;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description =
                    "A table as the model was trained on: the report says how far inputs and"
                            + " outputs are from its columns of these names.")
    private @Nullable Path reference;

    @Option(
            names = "--dry-run",
            description =
                    "Score the first 2,000 rows, or what is done in 5 seconds, and tell how long"
                            + " the job will take; nothing is written.")
    private boolean isDry;

    @Option(
            names = "--price-per-hour",
            paramLabel = "N",
            converter = RateConverter.class,
            description = "Price of this machine for an hour, in any currency, for --dry-run.")
    private @Nullable Double pricePerHour;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Mixin private final DatabaseOptions databases = new DatabaseOptions();

    @Mixin private final AsOfOptions asOf = new AsOfOptions();

    @Mixin private final TopicScores topics = new TopicScores();

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Optional<PartDistributor> distributor;

    public BatchCommand(Terminal terminal) {
        this(terminal, Optional.empty());
    }

    /// @param distributor gives parts to other processes; empty to score all in this one
    BatchCommand(Terminal terminal, Optional<PartDistributor> distributor) {
        this.terminal = terminal;
        this.distributor = distributor;
    }

    @Override
    public Integer call() throws IOException {
        ModelChoice choice = ModelChoice.parse(name);
        if (isDry) {
            PreviewPrinter.print(preview(choice), pricePerHour, rate, terminal.out());
            return 0;
        }
        if (spark != null) {
            requireShared();
            if (rate != null) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "--rate with --spark (expected: one of them: executors have no rate in"
                                + " common)",
                        "bound the load by --spark-conf spark.cores.max=N");
            }
            return SparkSubmission.of(spark, sparkSettings).run(CommandWords.arguments(spec));
        }
        if (TopicScores.isMeant(Path.of(from), to)) {
            scoreTopic(choice);
            return 0;
        }
        topics.requireNone();
        BatchReport report = run(choice);
        if (json) {
            terminal.out().print(BatchJson.write(report));
            terminal.out().flush();
        } else {
            ReportPrinter.print(report, terminal.out());
        }
        return 0;
    }

    private BatchReport run(ModelChoice choice) throws IOException {
        Optional<JdbcTable> table = databases.target(from, to);
        try (PredictionTarget target = open(choice);
                var data = TemporaryDatabase.ordered();
                var progress = Progress.of(terminal, "reading " + from)) {
            Optional<CopiedSource> source = source(target, choice, data.database());
            if (isAnew) {
                CopiedSource.removeCopies(to);
            }
            BatchJob job =
                    job(
                            source.map(each -> each.copy(to, data.database(), System.getenv()))
                                    .orElseGet(() -> Path.of(from)));
            RecordPredictor predictor = TargetPredictor.of(target, subject(target, choice));
            var listener = new OutputListener(terminal, progress, table, data.database(), isAnew);
            BatchReport report =
                    distributor.isPresent()
                            ? BatchRun.runDistributed(
                                    job,
                                    data.database(),
                                    predictor,
                                    options(),
                                    origin(),
                                    listener,
                                    distributor.get())
                            : BatchRun.run(
                                    job, data.database(), predictor, options(), origin(), listener);
            CopiedSource.removeCopies(to);
            return report;
        }
    }

    private BatchPreview preview(ModelChoice choice) throws IOException {
        try (PredictionTarget target = open(choice);
                var data = TemporaryDatabase.ordered();
                var _ = Progress.of(terminal, "scoring the first rows of " + from)) {
            return preview(
                    source(target, choice, data.database()),
                    data.database(),
                    TargetPredictor.of(target, subject(target, choice)));
        }
    }

    /// A worker for parts of the job that these arguments describe.
    ///
    /// @param target opened by [#open]
    PartWorker worker(PredictionTarget target, SourceFingerprint source) throws IOException {
        try (var data = TemporaryDatabase.ordered()) {
            return PartWorker.open(
                    job(Path.of(from)),
                    data.database(),
                    TargetPredictor.of(target, subject(target, ModelChoice.parse(name))),
                    options(),
                    origin(),
                    source);
        }
    }

    /// Opens what predicts.
    PredictionTarget open() {
        return open(ModelChoice.parse(name));
    }

    /// Checks that executors can see what the job is made of.
    private void requireShared() {
        if (PredictionTarget.isAddress(place)) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "a cluster with the server "
                            + place
                            + " (expected: a system's directory, whose model each executor loads)",
                    "name the directory, or leave --spark out");
        }
        if (databases.isGiven() || asOf.isGiven() || databases.source(from).isPresent()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "a cluster with tables that are no files (expected: files that all machines"
                            + " see)",
                    "copy the rows to Parquet first, or leave --spark out");
        }
    }

    /// The source, if its rows are to be copied.
    private Optional<CopiedSource> source(
            PredictionTarget target, ModelChoice choice, Database database) {
        Optional<CopiedSource> copied = databases.source(from);
        if (!asOf.isGiven()) {
            return copied;
        }
        if (copied.isPresent() || !(target instanceof LocalTarget local)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--as-of with rows of " + from + " (expected: a file)",
                    "copy the rows to Parquet first");
        }
        return Optional.of(asOf.source(Path.of(place), Path.of(from), local, choice, database));
    }

    /// Copied rows are put into a temporary folder.
    private BatchPreview preview(
            Optional<CopiedSource> source, Database database, TargetPredictor predictor)
            throws IOException {
        if (source.isEmpty()) {
            return BatchRun.preview(
                    job(Path.of(from)), database, predictor, options(), PreviewLimit.DEFAULT);
        }
        Path temporary = Files.createTempDirectory("berth-preview");
        Path destination = temporary.resolve("rows");
        try {
            Path copy = source.get().copy(destination, database, System.getenv());
            return BatchRun.preview(
                    job(copy), database, predictor, options(), PreviewLimit.DEFAULT);
        } finally {
            CopiedSource.removeCopies(destination);
            Files.delete(temporary);
        }
    }

    private BatchJob job(Path source) {
        return new BatchJob(source, to, inputs, Optional.ofNullable(carried), prefix);
    }

    private BatchOptions options() {
        return new BatchOptions(
                rows.batch(),
                rows.requests(),
                part,
                rows.setAsideShareMax(),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                isAnew ? Beginning.ANEW : Beginning.RESUME,
                Optional.ofNullable(reference));
    }

    private BatchOrigin origin() {
        return new BatchOrigin(
                CommandWords.reproducible(spec, place), VersionText.berth(), Optional.of(from));
    }

    private void scoreTopic(ModelChoice choice) {
        if (databases.isGiven() || asOf.isGiven()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "an option of tables, and topics (expected: one of the two)",
                    "leave --query, --table, --insert-into, --insert-database and --as-of out");
        }
        TopicJob job =
                topics.job(name, Path.of(from), to, inputs, Optional.ofNullable(carried), prefix);
        var options =
                new TopicOptions(
                        rows.batch(),
                        rows.requests(),
                        rows.setAsideShareMax(),
                        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                        topics.isFollowing());
        TopicReport report;
        try (PredictionTarget target = open(choice);
                var progress = Progress.of(terminal, "reading " + job.from())) {
            report =
                    TopicScores.run(
                            job,
                            options,
                            TargetPredictor.of(target, subject(target, choice)),
                            (done, total, setAside, perSecond) ->
                                    progress.now(
                                            OutputListener.text(done, total, setAside, perSecond)));
        }
        if (json) {
            terminal.out().print(report.json());
        } else {
            TopicScores.print(report, terminal.out());
        }
        terminal.out().flush();
    }

    private PredictionTarget open(ModelChoice choice) {
        try (var progress = Progress.of(terminal, "opening " + place)) {
            if (asOf.isGiven()) {
                return PredictionTarget.openWithSentFeatures(choice, place, progress::transferred);
            }
            return PredictionTarget.openForTable(
                    choice, place, credentials.credentials(), progress::transferred);
        }
    }

    private static Subject subject(PredictionTarget target, ModelChoice choice) {
        boolean isEndpoint = target instanceof LocalTarget local && local.isEndpoint(choice);
        return new Subject(
                isEndpoint ? Subject.Kind.ENDPOINT : Subject.Kind.MODEL,
                choice.name().value(),
                choice.version().map(ModelVersion::value).orElse(""));
    }
}
