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

/// Entry point of `berth features join` as a job of `spark-submit`, with the same options. The
/// driver reads the system's `features/*.yaml`; executors must be able to reach sources, spine and
/// output.
@Command(
        name = "features-join",
        mixinStandardHelpOptions = true,
        description =
                "Creates a training set: adds to each row of a file the values that features had "
                        + "at its time.")
public final class JoinJob implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--spine",
            required = true,
            paramLabel = "PATH",
            description = "The rows: Parquet, CSV with a header line, or JSON lines.")
    private String spine = "";

    @Option(
            names = "--timestamp-column",
            required = true,
            paramLabel = "COLUMN",
            description = "The column with the time of each row.")
    private String time = "";

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description = "The zone of times without one. Default: UTC.")
    private ZoneId zone = ZoneOffset.UTC;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description =
                    "A view or one of its features: departures or departures@1:delay_6h; "
                            + "repeatable. Default: the latest version of every stored view.")
    private List<String> views = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "A feature service instead of views: arrival-delay or arrival-delay@1.")
    private @Nullable String service;

    @Option(
            names = "--entity-columns",
            paramLabel = "KEY=COLUMN",
            description =
                    "The column of a join key or of an input of an on-demand view; default: the "
                            + "column of the same name.")
    private Map<String, String> keys = new LinkedHashMap<>();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "PATH",
            description = "The directory to write, ending in .parquet or .csv.")
    private String output = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Entry point for `spark-submit`. Ends the process with 1 if the join failed, with 2 if the
    /// options are invalid.
    public static void main(String... arguments) {
        int code =
                new CommandLine(new JoinJob())
                        .setExecutionExceptionHandler(JoinJob::report)
                        .execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int report(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
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
