package dev.berth.cli;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.materialise.MaterialisationProgress;
import dev.berth.features.materialise.Outcome;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth features materialize`: brings history into the online store.
@Command(
        name = "materialize",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Brings what happened into the online store, from which servers read.",
            "",
            "Adds what has become visible since the last time; interrupted, it goes on where it was.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth features materialize examples/flights",
            "  berth features materialize my-system --view departures --full"
        })
final class MaterializeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description =
                    "A view, such as departures or departures@1; repeatable. All if left out.")
    private List<String> views = new ArrayList<>();

    @Option(names = "--full", description = "Write all rows anew.")
    private boolean full;

    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description =
                    "Up to when events count, such as 2026-11-27T12:00:00Z. Default: now; for a "
                            + "stream its lateness before, as the history is whole up to then.")
    private @Nullable Instant until;

    @Option(names = "--json", description = "Print the outcome as JSON.")
    private boolean json;

    MaterializeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FeatureSystem system = FeatureSystem.read(directory);
        List<Object> outcomes = new ArrayList<>();
        try (FeatureStore store = system.store()) {
            for (FeatureView view : system.views(views)) {
                Outcome outcome = materialise(store, view);
                if (json) {
                    outcomes.add(plain(outcome));
                } else {
                    terminal.out().println(sentence(outcome));
                }
            }
        }
        if (json) {
            terminal.out().println(JsonValues.text(outcomes));
        }
        return 0;
    }

    private Outcome materialise(FeatureStore store, FeatureView view) {
        String what = "materialising " + view.reference();
        Instant limit = until == null ? store.historyUntil(view) : until;
        try (var progress = Progress.of(terminal, what)) {
            MaterialisationProgress told =
                    (events, rows) ->
                            progress.now(what + ": " + events + " events, " + rows + " rows");
            return full
                    ? store.materialiseInFull(view, limit, told)
                    : store.materialise(view, limit, told);
        }
    }

    private static String sentence(Outcome outcome) {
        return "%s: %d rows of %d events%s%s"
                .formatted(
                        outcome.view(),
                        outcome.rowCount(),
                        outcome.eventCount(),
                        outcome.isFull() ? ", in full" : "",
                        outcome.wasResumed() ? ", resumed" : "");
    }

    private static Map<String, Object> plain(Outcome outcome) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("view", outcome.view().toString());
        plain.put("rows", outcome.rowCount());
        plain.put("events", outcome.eventCount());
        plain.put("full", outcome.isFull());
        plain.put("resumed", outcome.wasResumed());
        return plain;
    }
}
