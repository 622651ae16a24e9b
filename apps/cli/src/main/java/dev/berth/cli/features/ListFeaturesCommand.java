package dev.berth.cli.features;

import dev.berth.catalog.feature.ViewVersion;
import dev.berth.catalog.lineage.SystemLineage;
import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageNode;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.ViewFreshness;
import dev.berth.featurestore.FeatureStore;
import dev.berth.protocol.json.JsonValues;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features list`: lists views by version, and services.
@Command(
        name = "list",
        description = {
            "Lists the versions of views (described, published and retired) and services.",
            ""
        },
        footer = {
            "  berth features list examples/flights",
            "  berth features list my-system --json"
        })
public final class ListFeaturesCommand implements Callable<Integer> {
    private static final List<String> HEADINGS =
            List.of("VIEW", "KIND", "ENTITIES", "FEATURES", "OWNER", "STATE", "MODELS");

    /// Leaves room for the other columns in a wide terminal.
    private static final int NAMES_LENGTH_MAX = 60;

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    public ListFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Row of one version.
    ///
    /// @param kind empty for a retired version
    private record Row(
            ViewVersion version,
            String kind,
            List<String> entities,
            List<String> features,
            Optional<String> owner,
            long modelCount,
            Optional<Instant> materializedUntil) {

        List<String> cells() {
            return List.of(
                    version.view().toString(),
                    kind,
                    String.join(", ", entities),
                    names(features),
                    owner.orElse(""),
                    word(version.state()),
                    Long.toString(modelCount),
                    materializedUntil
                            .map(until -> until.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse(""));
        }

        Map<String, @Nullable Object> plain() {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            plain.put("view", version.view().toString());
            plain.put("kind", kind.isEmpty() ? null : kind);
            plain.put("entities", entities);
            plain.put("features", features);
            plain.put("owner", owner.orElse(null));
            plain.put("state", word(version.state()));
            plain.put("digest", version.digest().hex());
            plain.put("models", modelCount);
            plain.put("materializedUntil", materializedUntil.map(Instant::toString).orElse(null));
            return plain;
        }
    }

    @Override
    public Integer call() {
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        Lineage lineage = system.lineage();
        Freshness freshness = freshness(system);
        List<Row> rows =
                system.features().versions().stream()
                        .map(version -> row(version, system.definitions(), lineage, freshness))
                        .toList();
        var services = new ShownServices(system.definitions());
        if (json) {
            List<Object> plain = new ArrayList<>();
            rows.forEach(row -> plain.add(row.plain()));
            plain.addAll(services.plain());
            terminal.out().println(JsonValues.text(plain));
        } else {
            print(rows);
            services.print(terminal.out());
        }
        int errors = system.versions().errors().size();
        if (errors > 0) {
            terminal.say(
                    "features/ has errors, "
                            + errors
                            + " of them; `berth check "
                            + ShellWord.of(directory)
                            + "` lists them");
        }
        return 0;
    }

    /// The store's freshness, if it can be read: the list is useful without it.
    private static Freshness freshness(FeatureCommandContext system) {
        try (FeatureStore store = system.store()) {
            return store.freshness();
        } catch (ProblemException unreadable) {
            return Freshness.UNKNOWN;
        }
    }

    private void print(List<Row> rows) {
        boolean isKnown = rows.stream().anyMatch(row -> row.materializedUntil().isPresent());
        var headings = new ArrayList<>(HEADINGS);
        if (isKnown) {
            headings.add("MATERIALIZED");
        }
        var table = new Table(headings.toArray(String[]::new));
        for (Row row : rows) {
            List<String> cells = row.cells();
            table.row(cells.subList(0, headings.size()).toArray(String[]::new));
        }
        table.print(terminal.out());
    }

    /// As many names as fit a line, and their total number.
    private static String names(List<String> features) {
        String all = String.join(", ", features);
        if (all.length() <= NAMES_LENGTH_MAX) {
            return all;
        }
        int end = all.lastIndexOf(", ", NAMES_LENGTH_MAX);
        return (end < 0 ? all.substring(0, NAMES_LENGTH_MAX) : all.substring(0, end))
                + ", … ("
                + features.size()
                + ")";
    }

    /// The text of a state, such as `metadata-changed`.
    static String word(ViewVersion.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Row row(
            ViewVersion version,
            FeatureDefinitions features,
            Lineage lineage,
            Freshness freshness) {
        ViewReference view = version.view();
        long models =
                SystemLineage.find(view, features).stream()
                        .flatMap(lineage::users)
                        .filter(user -> user.kind() == LineageNode.Kind.MODEL)
                        .count();
        Optional<FeatureView> stored = features.findView(view);
        if (stored.isPresent()) {
            return new Row(
                    version,
                    "stored",
                    stored.get().keys().keySet().stream().map(Object::toString).toList(),
                    stored.get().features().stream()
                            .map(feature -> feature.name().value())
                            .toList(),
                    stored.get().owner(),
                    models,
                    freshness.of(view).flatMap(ViewFreshness::materializedUntil));
        }
        Optional<OnDemandView> computed = features.findOnDemand(view);
        return new Row(
                version,
                computed.isPresent() ? "on-demand" : "",
                List.of(),
                computed.stream()
                        .flatMap(found -> found.features().stream())
                        .map(feature -> feature.name().value())
                        .toList(),
                computed.flatMap(OnDemandView::owner),
                models,
                Optional.empty());
    }
}
