package dev.berth.cli.features;

import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewName;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
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

/// Command `berth features get`: reads an entity's current features.
@Command(
        name = "get",
        description = {"Reads features of an entity from the online store.", ""},
        footer = {
            "  berth features get examples/flights --feature departures@1:delay_6h --entity origin=ORD",
            "  berth features get my-system --feature routes:delay_30d --entity origin=ORD --entity destination=LAX --as-of 2001-03-31T18:00:00Z --json"
        })
public final class GetFeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--feature",
            required = true,
            paramLabel = "FEATURE",
            description = "A feature, such as departures@1:delay_6h; repeatable.")
    private List<String> features = new ArrayList<>();

    @Option(
            names = "--entity",
            paramLabel = "KEY=VALUE",
            description = "A join key, or an input of an on-demand feature; repeatable.")
    private Map<String, String> keys = new LinkedHashMap<>();

    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            description = "The instant of the values. Default: now.")
    private @Nullable Instant at;

    @Option(names = "--json", description = "Print the values as JSON.")
    private boolean json;

    public GetFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FeatureCommandContext system = FeatureCommandContext.read(directory);
        try (FeatureStore store = system.store();
                OnlineFeatureReader reads = store.reads()) {
            // Only then is the store asked which are there.
            LatestVersions latest =
                    LatestVersions.of(
                            system.definitions(),
                            LatestVersions.areSeveral(system.definitions())
                                    ? store.freshness()
                                    : Freshness.UNKNOWN);
            List<FeatureReference> references =
                    features.stream().map(text -> reference(system, latest, text)).toList();
            PreparedFeatures prepared =
                    reads.prepare(references.stream().map(FeatureSelection::of).toList());
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            prepared.fields()
                    .forEach((name, type) -> fields.put(name, value(name, type, keys.get(name))));
            print(references, prepared.types(), prepared.read(fields, Optional.ofNullable(at)));
        }
        return 0;
    }

    private static FeatureReference reference(
            FeatureCommandContext system, LatestVersions latest, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return FeatureReference.parse(text);
        }
        String view = text.substring(0, colon);
        return new FeatureReference(
                view.indexOf('@') >= 0
                        ? system.reference(view)
                        : latest.find(new ViewName(view)).orElseGet(() -> system.reference(view)),
                new FeatureName(text.substring(colon + 1)));
    }

    private static Object value(String name, FeatureType type, @Nullable String text) {
        if (text == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no --entity " + name + "=… (expected: a value of type " + type + ")",
                    "name it");
        }
        try {
            return type.element() == ValueType.BOOL
                    ? (Object) Boolean.valueOf(text)
                    : type.element().isInteger()
                            ? (Object) Long.valueOf(text)
                            : type.element().isFloating() ? (Object) Double.valueOf(text) : text;
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--entity " + name + "=" + text + " (expected: a value of type " + type + ")",
                    "name such a value");
        }
    }

    private void print(
            List<FeatureReference> references, List<FeatureType> types, List<FeatureValue> values) {
        if (json) {
            Map<String, Object> plain = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                Object value = shown(types.get(i), values.get(i).value());
                Map<String, Object> one = new LinkedHashMap<>();
                if (value != null) {
                    one.put("value", value);
                }
                one.put("status", word(values.get(i)));
                plain.put(references.get(i).toString(), one);
            }
            terminal.out().println(JsonValues.text(plain));
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            terminal.out()
                    .println(
                            references.get(i)
                                    + " = "
                                    + shown(types.get(i), values.get(i).value())
                                    + " ("
                                    + word(values.get(i))
                                    + ")");
        }
    }

    /// Timestamps as texts instead of microseconds.
    private static @Nullable Object shown(FeatureType type, @Nullable Object value) {
        if (type.element() != ValueType.TIMESTAMP) {
            return value;
        }
        return switch (value) {
            case Long micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
            case List<?> list -> list.stream().map(element -> shown(type, element)).toList();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> times = new LinkedHashMap<>();
                map.forEach((key, element) -> times.put(String.valueOf(key), shown(type, element)));
                yield times;
            }
            case null, default -> value;
        };
    }

    private static String word(FeatureValue value) {
        return value.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
