package dev.berth.features.spark;

import dev.berth.catalog.Catalog;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Origin;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePlace;
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
            names = "--time",
            required = true,
            paramLabel = "COLUMN",
            description = "The column with the instant as of which features are wanted.")
    private String time = "";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "In which times without a zone are meant. UTC if left out.")
    private ZoneId zone = ZoneOffset.UTC;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description =
                    "A view with all its features, or some: departures or departures@1:delay_6h;"
                            + " repeatable. All views if left out.")
    private List<String> views = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "KEY=COLUMN",
            description = "The column that holds a join key; the key's own name if left out.")
    private Map<String, String> keys = new LinkedHashMap<>();

    @Option(
            names = "--to",
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
        FeatureDefinitions definitions = Catalog.requireFeatures(directory);
        var request =
                new SparkJoinRequest(
                        new SpineFiles(spine, format(spine), time, zone),
                        joined(definitions),
                        output,
                        format(output));
        PrintWriter out = spec.commandLine().getOut();
        try (SparkSession session =
                SparkSession.builder().appName("berth features join").getOrCreate()) {
            JoinReport report =
                    new SparkJoin(session, definitions, new SourcePlace(directory, System.getenv()))
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
        Map<ViewReference, List<FeatureName>> wanted = new LinkedHashMap<>();
        for (String text : views) {
            int colon = text.indexOf(':');
            List<FeatureName> features =
                    wanted.computeIfAbsent(
                            reference(definitions, colon < 0 ? text : text.substring(0, colon)),
                            _ -> new ArrayList<>());
            if (colon >= 0) {
                features.add(new FeatureName(text.substring(colon + 1)));
            }
        }
        if (wanted.isEmpty()) {
            definitions.views().keySet().forEach(view -> wanted.put(view, List.of()));
        }
        List<JoinedView> joined = new ArrayList<>();
        wanted.forEach(
                (view, features) -> joined.add(joined(definitions, view, List.copyOf(features))));
        return joined;
    }

    private JoinedView joined(
            FeatureDefinitions definitions, ViewReference reference, List<FeatureName> features) {
        var chosen = JoinedView.of(new FeatureUse(reference, keys), features);
        if (!features.isEmpty()) {
            return chosen;
        }
        FeatureView view = chosen.requireView(definitions);
        return JoinedView.of(chosen.use(), view.features().stream().map(Feature::name).toList());
    }

    /// A view by `view@version`, or by `view` in its latest version.
    private static ViewReference reference(FeatureDefinitions definitions, String name) {
        return name.indexOf('@') >= 0
                ? ViewReference.parse(name)
                : definitions
                        .findLatest(new ViewName(name))
                        .orElseThrow(
                                () -> {
                                    List<String> known =
                                            definitions.views().keySet().stream()
                                                    .map(ViewReference::toString)
                                                    .toList();
                                    return new ProblemException(
                                            ProblemCode.FEATURE_NOT_FOUND,
                                            "no view '"
                                                    + name
                                                    + "'"
                                                    + NearestName.hint(name, known),
                                            "name one of " + String.join(", ", known));
                                });
    }

    private static Origin.Format format(String path) {
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (name.endsWith(".csv")) {
            return Origin.Format.CSV;
        }
        if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return Origin.Format.JSON;
        }
        if (name.endsWith(".parquet")) {
            return Origin.Format.PARQUET;
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "the path " + path + " (expected: an ending of .parquet, .csv or .jsonl)",
                "rename it, or convert it");
    }
}
