package dev.berth.cli;

import dev.berth.catalog.SystemLineage;
import dev.berth.catalog.ViewVersion;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageNode;
import dev.berth.protocol.json.JsonValues;
import java.nio.file.Path;
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

/// `berth features list`: every version of every view.
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {"Lists the versions of views: described, published and retired ones.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth features list examples/flights",
            "  berth features list my-system --json"
        })
final class ListFeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    ListFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// What is told of one version.
    ///
    /// @param kind empty of one that is retired
    private record Row(
            ViewVersion version,
            String kind,
            List<String> entities,
            int featureCount,
            Optional<String> owner,
            long modelCount) {

        Map<String, @Nullable Object> plain() {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            plain.put("view", version.view().toString());
            plain.put("kind", kind.isEmpty() ? null : kind);
            plain.put("entities", entities);
            plain.put("features", (long) featureCount);
            plain.put("owner", owner.orElse(null));
            plain.put("state", word(version.state()));
            plain.put("digest", version.digest().hex());
            plain.put("models", modelCount);
            return plain;
        }
    }

    @Override
    public Integer call() {
        FeatureSystem system = FeatureSystem.readAnyhow(directory);
        Lineage lineage = system.lineage();
        List<Row> rows =
                system.snapshot().versions().stream()
                        .map(version -> row(version, system.definitions(), lineage))
                        .toList();
        if (json) {
            terminal.out().println(JsonValues.text(rows.stream().map(Row::plain).toList()));
        } else {
            print(rows);
        }
        int mistakes = system.versions().mistakes().size();
        if (mistakes > 0) {
            terminal.say(
                    "features/ has mistakes, "
                            + mistakes
                            + " of them; `berth check "
                            + directory
                            + "` tells them");
        }
        return 0;
    }

    private void print(List<Row> rows) {
        var table = new Table("VIEW", "KIND", "ENTITIES", "FEATURES", "OWNER", "STATE", "MODELS");
        for (Row row : rows) {
            table.row(
                    row.version().view().toString(),
                    row.kind(),
                    String.join(", ", row.entities()),
                    Integer.toString(row.featureCount()),
                    row.owner().orElse(""),
                    word(row.version().state()),
                    Long.toString(row.modelCount()));
        }
        table.print(terminal.out());
    }

    /// A state in a word, as people read it.
    static String word(ViewVersion.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Row row(ViewVersion version, FeatureDefinitions features, Lineage lineage) {
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
                    stored.get().features().size(),
                    stored.get().owner(),
                    models);
        }
        Optional<OnDemandView> computed = features.findOnDemand(view);
        return new Row(
                version,
                computed.isPresent() ? "on-demand" : "",
                List.of(),
                computed.map(found -> found.features().size()).orElse(0),
                computed.flatMap(OnDemandView::owner),
                models);
    }
}
