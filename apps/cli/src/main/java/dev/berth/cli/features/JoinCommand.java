package dev.berth.cli.features;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinSelection;
import dev.berth.features.history.JoinedView;
import dev.berth.featurestore.FeatureStore;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features join`: creates a training set with a point-in-time join.
@Command(
        name = "join",
        description = {
            "Creates a training set: adds to each row of a file the values that features had at "
                    + "its time.",
            "",
            "The output has the rows and columns of the file, and <view>__<feature> for each"
                    + " feature.",
            "On-demand features are computed by the code that serves them online.",
            ""
        },
        footer = {
            "  berth features join examples/flights --spine examples/flights/data/flights.parquet"
                    + " --timestamp-column departed --output training.csv",
            "  berth features join my-system --spine orders.parquet --timestamp-column at --view customers"
                    + " --entity-columns customer=buyer --output training.parquet",
            "  berth features join my-system --spine flights.parquet --timestamp-column at --view from=departures"
                    + " --view to=departures --entity-columns from.airport=origin --entity-columns to.airport=destination"
                    + " --output training.parquet",
            "  berth features join my-system --spine flights.parquet --timestamp-column departed"
                    + " --service arrival-delay --output training.parquet"
        })
public final class JoinCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--spine",
            required = true,
            paramLabel = "FILE",
            description = "The rows: Parquet, CSV with a header line, or JSON lines.")
    private Path spine = Path.of("");

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
                            + "repeatable. from=departures joins it under the name from. Default: "
                            + "the latest version of every view, for on-demand views if their "
                            + "inputs are columns of the file.")
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
                            + "column of the same name. from.airport=origin applies to the view "
                            + "joined as from.")
    private Map<String, String> keys = new LinkedHashMap<>();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "The file to write: .parquet, .csv, .jsonl or .arrow.")
    private @Nullable Path output;

    public JoinCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path to = output;
        if (to == null) {
            throw new ProblemException(ProblemCode.USAGE, "no --output", "name the file to write");
        }
        if (service != null && !views.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE, "both --service and --view", "name the one or the others");
        }
        FeatureCommandContext system = FeatureCommandContext.read(directory);
        var rows = new Spine(spine, time, zone);
        try (FeatureStore store = system.store();
                var progress = Progress.of(terminal, "joining " + spine)) {
            var request = new JoinRequest(rows, joined(store, rows), to);
            JoinReport report = store.join(request);
            progress.now("done");
            terminal.out().println(report.rowCount() + " rows in " + to);
            for (JoinReport.ViewReport view : report.views()) {
                if (view.leftOutCount() > 0) {
                    terminal.say(
                            "%s: %d of %d events have no key or no time"
                                    .formatted(
                                            view.name(), view.leftOutCount(), view.eventCount()));
                }
            }
        }
        return 0;
    }

    private List<JoinedView> joined(FeatureStore store, Spine rows) {
        var selection = new JoinSelection(store.definitions(), keys);
        if (service != null) {
            return selection.ofService(service);
        }
        if (!views.isEmpty()) {
            return selection.named(views);
        }
        List<JoinedView> joined = new ArrayList<>(selection.latestStored());
        for (JoinedView view : selection.latestOnDemand()) {
            Optional<Problem> misfit = store.join().findMisfit(rows, view);
            if (misfit.isEmpty()) {
                joined.add(view);
            } else {
                terminal.say(
                        "%s is left out: %s".formatted(view.use().view(), misfit.get().message()));
            }
        }
        return joined;
    }
}
