package dev.berth.cli.features;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.RatioConverter;
import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.skew.FeatureSkew;
import dev.berth.features.skew.ViewSkew;
import dev.berth.featurestore.FeatureStore;
import dev.berth.featurestore.served.ServedLogFiles;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.protocol.json.JsonValues;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features skew`: compares logged served values with history.
@Command(
        name = "skew",
        description = {
            "Recomputes logged online values from history, and reports how many differ.",
            "",
            "Servers log served features if berth.yaml has `features: {log-sample-ratio: SHARE}`.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no feature differs more often than --max-mismatch-ratio",
            "1:a feature does",
            "2:the command line is wrong"
        },
        footer = {
            "  berth features skew examples/flights",
            "  berth features skew my-system --since 2026-11-27T00:00:00Z --max-mismatch-ratio 0.001 --json"
        })
public final class SkewCommand implements Callable<Integer> {
    private static final int PERCENT = 100;

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "Check reads from this instant on. Default: all.")
    private Instant from = Instant.MIN;

    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description = "Check reads up to this instant. Default: all.")
    private Instant until = Instant.MAX;

    @Option(
            names = "--max-mismatch-ratio",
            paramLabel = "SHARE",
            converter = RatioConverter.class,
            description =
                    "The share of a feature's values that may differ without exit code 1; values "
                            + "behind or ahead do not count. Default: ${DEFAULT-VALUE}.")
    private double tolerated;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    public SkewCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FeatureCommandContext system = FeatureCommandContext.read(directory);
        try (FeatureStore store = system.store();
                var progress = Progress.of(terminal, "computing again what was served")) {
            ServedLogFiles served = store.served(from, until);
            List<ViewSkew> skews = store.skew(served);
            progress.now("done");
            requireRows(served);
            if (json) {
                terminal.out().println(JsonValues.text(plain(served, skews)));
            } else {
                print(served, skews);
            }
            return skews.stream()
                            .flatMap(view -> view.features().stream())
                            .anyMatch(each -> share(each.differentCount(), each) > tolerated)
                    ? 1
                    : 0;
        }
    }

    private void requireRows(ServedLogFiles served) {
        if (served.rowCount() > 0) {
            return;
        }
        String broken = served.firstBroken().map(line -> "; " + line).orElse("");
        throw new ProblemException(
                ProblemCode.SOURCE_UNAVAILABLE,
                "nothing that was served is logged in "
                        + served.folder()
                        + " (expected: rows of reads within --since and --until)"
                        + broken,
                "serve with `features: {log-sample-ratio: 0.01}` in berth.yaml, which logs one of a hundred");
    }

    private static double share(long count, FeatureSkew skew) {
        return skew.comparedCount() == 0 ? 0 : (double) count / skew.comparedCount();
    }

    private void print(ServedLogFiles served, List<ViewSkew> skews) {
        var table =
                new Table(
                        "FEATURE",
                        "COMPARED",
                        "SAME",
                        "BEHIND",
                        "AHEAD",
                        "DIFFERENT",
                        "MEAN DIFFERENCE");
        List<FeatureSkew.Example> examples = new ArrayList<>();
        List<String> of = new ArrayList<>();
        for (ViewSkew view : skews) {
            for (FeatureSkew feature : view.features()) {
                table.row(
                        feature.feature().toString(),
                        Long.toString(feature.comparedCount()),
                        percent(feature.sameCount(), feature),
                        percent(feature.behindCount(), feature),
                        percent(feature.aheadCount(), feature),
                        percent(feature.differentCount(), feature),
                        number(feature.meanDifference()));
                if (!feature.examples().isEmpty()) {
                    examples.add(feature.examples().getFirst());
                    of.add(feature.feature().toString());
                }
            }
        }
        table.print(terminal.out());
        for (int i = 0; i < examples.size(); i++) {
            terminal.out().println(sentence(of.get(i), examples.get(i)));
        }
        for (ViewSkew view : skews) {
            view.medianBehind()
                    .ifPresent(
                            median ->
                                    terminal.out()
                                            .println(
                                                    "%s: where it was behind, it knew what happened up to %s before (median; at most %s)"
                                                            .formatted(
                                                                    view.view(),
                                                                    Quantities.duration(
                                                                            median.toNanos()),
                                                                    Quantities.duration(
                                                                            view.maxBehind()
                                                                                    .orElseThrow()
                                                                                    .toNanos()))));
        }
        if (served.brokenCount() > 0) {
            terminal.say(
                    "%d lines of the log are unreadable; the first: %s"
                            .formatted(served.brokenCount(), served.firstBroken().orElseThrow()));
        }
    }

    private static String percent(long count, FeatureSkew skew) {
        return String.format(Locale.ROOT, "%.2f %%", share(count, skew) * PERCENT);
    }

    private static String number(OptionalDouble number) {
        return number.isPresent() ? String.format(Locale.ROOT, "%.4g", number.getAsDouble()) : "";
    }

    private static String sentence(String feature, FeatureSkew.Example example) {
        return "%s of %s at %s: served %s, history gives %s (%s)"
                .formatted(
                        feature,
                        example.keys(),
                        FeatureJson.instant(example.atMicros()),
                        example.served() == null ? "nothing" : example.served(),
                        example.recomputed() == null ? "nothing" : example.recomputed(),
                        word(example.kind()));
    }

    private static String word(FeatureSkew.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> plain(
            ServedLogFiles served, List<ViewSkew> skews) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("rows", served.rowCount());
        plain.put("brokenLines", served.brokenCount());
        List<Object> features = new ArrayList<>();
        for (ViewSkew view : skews) {
            view.features().forEach(feature -> features.add(plain(view, feature)));
        }
        plain.put("features", features);
        return plain;
    }

    private static Map<String, @Nullable Object> plain(ViewSkew view, FeatureSkew feature) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("feature", feature.feature().toString());
        plain.put("compared", feature.comparedCount());
        plain.put("same", feature.sameCount());
        plain.put("behind", feature.behindCount());
        plain.put("ahead", feature.aheadCount());
        plain.put("different", feature.differentCount());
        plain.put("meanDifference", orNull(feature.meanDifference()));
        plain.put("maxDifference", orNull(feature.maxDifference()));
        plain.put(
                "medianBehindSeconds", view.medianBehind().map(SkewCommand::seconds).orElse(null));
        List<Object> examples = new ArrayList<>();
        for (FeatureSkew.Example example : feature.examples()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("kind", word(example.kind()));
            one.put("keys", example.keys());
            one.put("at", FeatureJson.instant(example.atMicros()).toString());
            one.put("served", example.served());
            one.put("recomputed", example.recomputed());
            examples.add(one);
        }
        plain.put("examples", examples);
        return plain;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static @Nullable Double orNull(OptionalDouble number) {
        return number.isPresent() ? (Double) number.getAsDouble() : null;
    }
}
