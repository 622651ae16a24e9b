package dev.berth.cli.features;

import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteMaterializations;
import dev.berth.cli.target.RemoteTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.statistics.PlainStatistics;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.featurestore.FeatureStore;
import dev.berth.protocol.json.JsonValues;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features materialize`: materializes views into the online store.
@Command(
        name = "materialize",
        description = {
            "Materializes events from the offline sources into the online store.",
            "",
            "Adds the events that became visible since the last run; continues an interrupted run.",
            "With --server, the server materializes, and continues if this command ends.",
            ""
        },
        footer = {
            "  berth features materialize examples/flights",
            "  berth features materialize my-system --view departures --full",
            "  berth features materialize --server http://localhost:8080"
        })
public final class MaterializeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "The system's directory; not needed with --server.")
    private @Nullable Path directory;

    @Option(names = "--server", paramLabel = "URL", description = "Materialize on this server.")
    private @Nullable String server;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description = "A view, such as departures or departures@1; repeatable. Default: all.")
    private List<String> views = new ArrayList<>();

    @Option(names = "--full", description = "Write all rows anew.")
    private boolean full;

    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description =
                    "The instant up to which events count, such as 2026-11-27T12:00:00Z. Default: "
                            + "now; for a stream, now less its allowed lateness, up to which the "
                            + "history is complete.")
    private @Nullable Instant until;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description =
                    "Rewrite the entities with events from this day up to the day of --until, "
                            + "after their source was corrected.")
    private @Nullable Instant from;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    public MaterializeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if ((server == null) == (directory == null)) {
            throw usage(
                    directory == null ? "nothing to materialize" : "both DIR and --server",
                    "name the system's directory, or a server with --server");
        }
        if (full && from != null) {
            throw usage("both --full and --from", "leave out one of them");
        }
        if (server != null) {
            callServer(server);
        } else if (directory != null) {
            callHere(directory);
        }
        return 0;
    }

    private static ProblemException usage(String what, String remedy) {
        return new ProblemException(ProblemCode.USAGE, what, remedy);
    }

    private void callServer(String address) {
        if (until != null || from != null) {
            throw usage(
                    (from == null ? "--until" : "--from") + " with --server",
                    "leave it out: a server takes the instant of now");
        }
        try (RemoteTarget target = RemoteTarget.at(address, credentials.credentials())) {
            var runs = new ServerMaterialization(terminal, new RemoteMaterializations(target));
            RemoteMaterializations.Extent extent =
                    full ? RemoteMaterializations.Extent.FULL : RemoteMaterializations.Extent.ADDED;
            List<Object> outcomes = new ArrayList<>();
            List<ProblemException> failures = new ArrayList<>();
            for (RemoteMaterializations.Run run : runs.carryOut(views, extent)) {
                if (run.problem().isPresent()) {
                    failures.add(new ProblemException(run.problem().get()));
                    continue;
                }
                report(
                        ServerMaterialization.sentence(run),
                        ServerMaterialization.plain(run),
                        outcomes);
                run.unmet().forEach(unmet -> warn(run.view(), unmet));
            }
            reportAll(outcomes, failures);
        }
    }

    private void callHere(Path system) {
        List<Object> outcomes = new ArrayList<>();
        List<ProblemException> failures = new ArrayList<>();
        FeatureCommandContext features = FeatureCommandContext.read(system);
        try (FeatureStore store = features.store()) {
            for (FeatureView view : features.views(views)) {
                if (views.isEmpty() && !Freshness.hasHistory(view, features.definitions())) {
                    terminal.say(view.reference() + " is fed alone: its stream has no history");
                    continue;
                }
                try {
                    MaterializationResult outcome = materialize(store, view);
                    report(sentence(outcome), plain(outcome), outcomes);
                    outcome.unmet().forEach(unmet -> warn(view.reference(), unmet));
                } catch (ProblemException failed) {
                    if (failed.problem().code() != ProblemCode.EXPECTATION_FAILED) {
                        throw failed;
                    }
                    // Other views have other data.
                    failures.add(failed);
                }
            }
            for (ViewReference retired : store.removeRetired()) {
                terminal.say(retired + " is retired: nothing is kept of it any more");
            }
        }
        reportAll(outcomes, failures);
    }

    private void warn(Object view, Object unmet) {
        terminal.say(view + " is not as expected: " + unmet);
    }

    private void report(String sentence, Map<String, Object> plain, List<Object> outcomes) {
        if (json) {
            outcomes.add(plain);
        } else {
            terminal.out().println(sentence);
        }
    }

    /// Fails with the first problem after printing the others.
    private void reportAll(List<Object> outcomes, List<ProblemException> failures) {
        if (json) {
            terminal.out().println(JsonValues.text(outcomes));
        }
        failures.stream().skip(1).forEach(failed -> terminal.say(failed.problem().sentence()));
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private MaterializationResult materialize(FeatureStore store, FeatureView view) {
        String what = "materializing " + view.reference();
        Instant limit = until == null ? store.historyUntil(view) : until;
        try (var progress = Progress.of(terminal, what)) {
            MaterializationListener listener =
                    (events, rows) ->
                            progress.now(what + ": " + events + " events, " + rows + " rows");
            if (from != null) {
                return store.materializeRange(view, from, limit, listener);
            }
            return full
                    ? store.materializeInFull(view, limit, listener)
                    : store.materialize(view, limit, listener);
        }
    }

    private static String sentence(MaterializationResult outcome) {
        return "%s: %d rows of %d events%s%s%s%s"
                .formatted(
                        outcome.view(),
                        outcome.rowCount(),
                        outcome.eventCount(),
                        outcome.isFull() ? ", in full" : "",
                        outcome.wasResumed() ? ", resumed" : "",
                        ServerMaterialization.unexpected(outcome.lateCount(), outcome.goneCount()),
                        outcome.statistics().map(MaterializeCommand::sentence).orElse(""));
    }

    private static String sentence(ViewStatistics statistics) {
        return "; statistics of " + StatisticsTable.entities(statistics);
    }

    private static Map<String, Object> plain(MaterializationResult outcome) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("view", outcome.view().toString());
        plain.put("rows", outcome.rowCount());
        plain.put("events", outcome.eventCount());
        plain.put("full", outcome.isFull());
        plain.put("resumed", outcome.wasResumed());
        plain.put("late", outcome.lateCount());
        plain.put("gone", outcome.goneCount());
        if (!outcome.unmet().isEmpty()) {
            plain.put("unmet", outcome.unmet().stream().map(UnmetExpectation::toString).toList());
        }
        outcome.statistics()
                .ifPresent(
                        statistics -> plain.put("statistics", PlainStatistics.brief(statistics)));
        return plain;
    }
}
