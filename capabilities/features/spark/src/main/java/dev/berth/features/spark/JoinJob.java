package dev.berth.features.spark;

import dev.berth.catalog.feature.FeaturesPart;
import dev.berth.catalog.feature.FunctionFinder;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinSelection;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth features join` as a job of `spark-submit`, with the same options. The driver reads the
/// system's `features/*.yaml`; sources, spine and output have to be where executors reach them.
@Command(
        name = "features-join",
        mixinStandardHelpOptions = true,
        description =
                "Adds to each row of a file what features were worth at its time: a training set.")
public final class JoinJob implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--spine",
            required = true,
            paramLabel = "PATH",
            description = "The rows: Parquet, CSV with a line of names, or JSON lines.")
    private String spine = "";

    @Option(
            names = "--timestamp-column",
            required = true,
            paramLabel = "COLUMN",
            description = "The column with the instant as of which features are wanted.")
    private String time = "";

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description = "In which times without a zone are meant. UTC if left out.")
    private ZoneId zone = ZoneOffset.UTC;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description =
                    "A view with all its features, or some: departures or departures@1:delay_6h;"
                            + " repeatable. All stored views in their latest versions if left"
                            + " out.")
    private List<String> views = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description =
                    "A feature service in place of views, whose features are joined and nothing"
                            + " else: arrival-delay or arrival-delay@1.")
    private @Nullable String service;

    @Option(
            names = "--entity-columns",
            paramLabel = "KEY=COLUMN",
            description =
                    "The column that holds a join key or an input of a view on demand; its own"
                            + " name if left out.")
    private Map<String, String> keys = new LinkedHashMap<>();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "PATH",
            description = "The folder to write, with an ending of .parquet or .csv.")
    private String output = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Called by `spark-submit`. Ends the process with 1 if the join failed, with 2 if the options
    /// are wrong.
    public static void main(String... arguments) {
        int code =
                new CommandLine(new JoinJob())
                        .setExecutionExceptionHandler(JoinJob::tell)
                        .execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int tell(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof ProblemException problem) {
            PrintWriter err = command.getErr();
            err.println("berth: " + problem.problem());
            for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
                err.println("  caused by " + cause);
            }
            return 1;
        }
        throw failure;
    }

    @Override
    public Integer call() throws IOException {
        if (service != null && !views.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE, "both --service and --view", "name the one or the others");
        }
        FeatureDefinitions definitions = FeaturesPart.require(directory);
        var request =
                new SparkJoinRequest(
                        new SpineFiles(spine, time, zone), joined(definitions), output);
        PrintWriter out = spec.commandLine().getOut();
        try (SparkSession session =
                SparkSession.builder().appName("berth features join").getOrCreate()) {
            for (Path jar : FunctionFinder.jarsOf(directory)) {
                session.sparkContext().addJar(jar.toUri().toString());
            }
            JoinReport report =
                    new SparkJoin(
                                    session,
                                    definitions,
                                    new SourcePathResolver(directory, System.getenv()))
                            .run(request);
            out.println(report.rowCount() + " rows in " + output);
            for (JoinReport.ViewReport view : report.views()) {
                if (view.leftOutCount() > 0) {
                    out.printf(
                            "%s: %d of %d events have no key or no time%n",
                            view.name(), view.leftOutCount(), view.eventCount());
                }
            }
        }
        return 0;
    }

    private List<JoinedView> joined(FeatureDefinitions definitions) {
        var selection = new JoinSelection(definitions, keys);
        if (service != null) {
            return selection.ofService(service);
        }
        return views.isEmpty() ? selection.latestStored() : selection.named(views);
    }
}
