package dev.berth.cli.features;

import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.ViewVersion;
import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DurationText;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.statistics.PlainStatistics;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.protocol.json.JsonValues;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features show`: shows a version of a view, or a service.
@Command(
        name = "show",
        description = {"Shows a view with its features and readers, or a service.", ""},
        footer = {
            "  berth features show examples/flights departures",
            "  berth features show my-system departures@1 --definition",
            "  berth features show my-system departures --json"
        })
public final class ShowFeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "VIEW",
            description =
                    "The view, such as departures@1, or departures for its latest version; or a "
                            + "service.")
    private String name = "";

    @Option(
            names = "--definition",
            description = "Print the canonical definition, whose SHA-256 is the digest.")
    private boolean isCanonical;

    @Option(
            names = "--statistics",
            paramLabel = "INSTANT",
            description =
                    "Show the statistics of this instant, one that --json lists. Default: the "
                            + "latest.")
    private @Nullable String asOf;

    @Option(names = "--json", description = "Print state, digest and all statistics as JSON.")
    private boolean json;

    public ShowFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        Optional<FeatureService> service = system.findService(name);
        if (service.isPresent()) {
            show(service.get());
            return 0;
        }
        ViewReference view = system.reference(name);
        FeatureVersions versions = system.versions();
        ViewVersion version = versions.require(view);
        FeatureDefinitions features = system.definitions();
        boolean isServed =
                features.findView(view).isPresent() || features.findOnDemand(view).isPresent();
        if (isCanonical) {
            if (!isServed) {
                throw new ProblemException(
                        ProblemCode.FEATURE_NOT_FOUND,
                        view + " is retired (expected: a version that is described or kept)",
                        "see the earlier content of its file in features/published, in the"
                                + " repository");
            }
            terminal.out().print(versions.canonicalText(view).text());
            return 0;
        }
        Optional<ShownStatistics> statistics =
                features.findView(view).map(found -> ShownStatistics.of(system, found, asOf));
        if (json) {
            terminal.out().println(JsonValues.text(plain(system, version, statistics)));
            return 0;
        }
        line("view", view.toString());
        line("state", state(version, features.findPublication(view)));
        line("digest", version.digest().hex());
        features.findView(view).ifPresent(found -> print(found, features));
        features.findOnDemand(view).ifPresent(this::print);
        List<String> users = system.users(view);
        line("read by", users.isEmpty() ? "nothing" : String.join(", ", users));
        statistics.ifPresent(this::print);
        return 0;
    }

    private void show(FeatureService service) {
        if (json) {
            terminal.out().println(JsonValues.text(ShownServices.plain(service)));
        } else {
            ShownServices.print(service, terminal.out());
        }
    }

    private static Map<String, Object> plain(
            FeatureCommandContext system,
            ViewVersion version,
            Optional<ShownStatistics> statistics) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("view", version.view().toString());
        plain.put("state", ListFeaturesCommand.word(version.state()));
        plain.put("digest", version.digest().hex());
        plain.put("readBy", system.users(version.view()));
        statistics.ifPresent(
                shown -> {
                    plain.put(
                            "instants", shown.instants().stream().map(Instant::toString).toList());
                    shown.chosen()
                            .ifPresentOrElse(
                                    chosen -> plain.put("statistics", PlainStatistics.of(chosen)),
                                    () -> plain.put("withoutStatistics", shown.why()));
                });
        return plain;
    }

    private void print(ShownStatistics shown) {
        if (shown.chosen().isEmpty()) {
            line("statistics", shown.why());
            return;
        }
        ViewStatistics chosen = shown.chosen().get();
        line(
                "statistics",
                "as of %s, taken %s, of %s"
                        .formatted(
                                chosen.until(), chosen.taken(), StatisticsTable.entities(chosen)));
        StatisticsTable.print(chosen, terminal.out());
    }

    private void line(String label, String value) {
        terminal.out().println("%-9s  %s".formatted(label, value));
    }

    private static String state(ViewVersion version, Optional<Publication> publication) {
        String word = ListFeaturesCommand.word(version.state());
        return publication
                .map(
                        found ->
                                word
                                        + ", published "
                                        + found.at()
                                        + " by Berth "
                                        + found.berth()
                                        + found.retired()
                                                .map(when -> ", retired " + when)
                                                .orElse(""))
                .orElse(word);
    }

    private void print(FeatureView view, FeatureDefinitions features) {
        line("summary", view.summary());
        view.owner().ifPresent(owner -> line("owner", owner));
        if (!view.tags().isEmpty()) {
            line("tags", String.join(", ", view.tags()));
        }
        view.keys()
                .forEach(
                        (entity, column) ->
                                line(
                                        "entity",
                                        "%s: key %s (%s), column %s"
                                                .formatted(
                                                        entity,
                                                        features.entity(entity).key(),
                                                        features.entity(entity).type(),
                                                        column)));
        line("source", view.source().value());
        view.transformation().ifPresent(made -> line("sql", made.sql().strip()));
        view.timeToLive().ifPresent(time -> line("ttl", DurationText.of(time)));
        for (Expectation expectation : view.expectations()) {
            line(
                    "expects",
                    expectation.rule().words()
                            + ": "
                            + expectation.rule().expected()
                            + (expectation.action() == Expectation.Action.WARN
                                    ? ", or warns"
                                    : ""));
        }
        var table = new Table("FEATURE", "TYPE", "UNIT", "DEFAULT", "MADE OF", "MEANING");
        for (Feature feature : view.features()) {
            table.row(
                    feature.name().value(),
                    feature.type().toString(),
                    feature.unit().orElse(""),
                    feature.fallback().map(Object::toString).orElse(""),
                    madeOf(feature.derivation()),
                    feature.meaning());
        }
        table.print(terminal.out());
    }

    private void print(OnDemandView view) {
        line("summary", view.summary());
        view.owner().ifPresent(owner -> line("owner", owner));
        view.inputs().forEach((input, type) -> line("input", input + " (" + type + ")"));
        view.reads().forEach((word, use) -> line("reads", use.view() + " as " + word));
        view.function().ifPresent(function -> line("function", function.toString()));
        var table = new Table("FEATURE", "TYPE", "UNIT", "DEFAULT", "MADE OF", "MEANING");
        for (OnDemandView.Computed feature : view.features()) {
            table.row(
                    feature.name().value(),
                    feature.type().toString(),
                    feature.unit().orElse(""),
                    feature.fallback().map(Object::toString).orElse(""),
                    feature.expression().map(ExpressionText::text).orElse("the function"),
                    feature.meaning());
        }
        table.print(terminal.out());
    }

    private static String madeOf(FeatureComputation derivation) {
        return switch (derivation) {
            case FeatureComputation.FromColumn(String column) -> "column " + column;
            case Aggregation aggregation -> madeOf(aggregation);
        };
    }

    private static String madeOf(Aggregation aggregation) {
        String window =
                switch (aggregation.window()) {
                    case AggregationWindow.Sliding(var length, var tile) ->
                            "last "
                                    + DurationText.of(length)
                                    + " in tiles of "
                                    + DurationText.of(tile);
                    case AggregationWindow.Tumbling(var length) ->
                            "last whole " + DurationText.of(length);
                    case AggregationWindow.Unbounded _ -> "all time";
                };
        return aggregation.aggregate().label()
                + aggregation.of().map(column -> " of " + column).orElse("")
                + aggregation.where().map(where -> " where " + where).orElse("")
                + aggregation.by().map(column -> " by " + column).orElse("")
                + ", "
                + window;
    }
}
