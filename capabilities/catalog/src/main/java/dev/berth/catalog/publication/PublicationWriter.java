package dev.berth.catalog.publication;

import dev.berth.catalog.document.YamlText;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.DurationText;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Publication;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Writer of the file of a publication: a head with what was published and when, and below it the
/// view with its entities and its source, as any file of `features/` describes them. So it is read
/// by the same reader, and contains enough for the view to be served without any other file.
public final class PublicationWriter {
    private static final String WARNING =
            "# Written by `berth features apply`. What decides values never changes: describe"
                    + " another version,\n"
                    + "# or retire this one with `berth features retire`.\n";

    private static final String HEAD = "published:\n";

    private final StringBuilder yaml = new StringBuilder();

    private PublicationWriter() {}

    /// The file of a publication.
    ///
    /// @param body what it is about
    public static String of(Publication publication, String body) {
        var text = new PublicationWriter();
        text.yaml.append(WARNING).append(HEAD);
        text.entry(1, "view", publication.view().toString());
        text.entry(1, "digest", publication.digest().hex());
        text.entry(1, "at", publication.at().toString());
        text.entry(1, "berth", publication.berth());
        return text.yaml.append('\n').append(body).toString();
    }

    /// The file of a publication that is retired: it stays as it was, but for its head.
    ///
    /// @throws ProblemException `feature-definition-invalid` if it has no head
    public static String retired(String file, Instant when) {
        int head = file.startsWith(HEAD) ? 0 : file.indexOf("\n" + HEAD) + 1;
        if (!file.startsWith(HEAD, head)) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    "no `published:` in a line of its own (expected: a file as Berth wrote it)",
                    "restore the file from version control");
        }
        int end = head + HEAD.length();
        return file.substring(0, end) + "  retired: \"" + when + "\"\n" + file.substring(end);
    }

    /// What the file of a stored view is about.
    ///
    /// @param source with the columns that the view reads
    public static String body(
            FeatureView view, EventSource source, Function<EntityName, Entity> entities) {
        var text = new PublicationWriter();
        text.yaml.append("entities:\n");
        for (EntityName name : view.keys().keySet()) {
            text.entry(1, name.value(), plain(entities.apply(name)));
        }
        text.yaml.append("\nsources:\n  ").append(source.name()).append(":\n");
        plain(source).forEach((key, value) -> text.entry(2, key, value));
        text.yaml.append("\nviews:\n  ").append(view.reference().name()).append(":\n");
        plain(view).forEach((key, value) -> text.entry(2, key, value));
        text.features(view.features(), Feature::name, PublicationWriter::plain);
        return text.yaml.toString();
    }

    /// What the file of a view that is computed on demand is about.
    public static String body(OnDemandView view) {
        var text = new PublicationWriter();
        text.yaml.append("on-demand:\n  ").append(view.reference().name()).append(":\n");
        plain(view).forEach((key, value) -> text.entry(2, key, value));
        text.features(view.features(), OnDemandView.Computed::name, PublicationWriter::plain);
        return text.yaml.toString();
    }

    private <T> void features(
            List<T> features, Function<T, Object> name, Function<T, Map<String, Object>> plain) {
        yaml.append("    features:\n");
        features.forEach(each -> entry(3, name.apply(each).toString(), plain.apply(each)));
    }

    private void entry(int depth, String key, Object value) {
        yaml.append("  ".repeat(depth)).append(YamlText.of(key)).append(": ");
        yaml.append(flow(value)).append('\n');
    }

    private static String flow(Object value) {
        return switch (value) {
            case String text -> YamlText.of(text);
            case Map<?, ?> map -> {
                List<String> entries = new ArrayList<>();
                map.forEach((key, inner) -> entries.add(flow((Object) key) + ": " + flow(inner)));
                yield "{" + String.join(", ", entries) + "}";
            }
            case List<?> list ->
                    "["
                            + String.join(
                                    ", ", list.stream().map(each -> flow((Object) each)).toList())
                            + "]";
            case Double number -> number(number.doubleValue(), number);
            case Float number -> number(number.doubleValue(), number);
            default -> value.toString();
        };
    }

    private static String number(double value, Number written) {
        return Double.isNaN(value)
                ? ".nan"
                : Double.isInfinite(value) ? (value > 0 ? ".inf" : "-.inf") : written.toString();
    }

    private static Map<String, Object> plain(Entity entity) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("join-key", entity.key());
        plain.put("type", entity.type().label());
        plain.put("meaning", entity.meaning());
        entity.owner().ifPresent(owner -> plain.put("owner", owner));
        return plain;
    }

    private static Map<String, Object> plain(EventSource source) {
        Map<String, Object> plain = new LinkedHashMap<>();
        putIfWritten(plain, "summary", source.summary());
        source.owner().ifPresent(owner -> plain.put("owner", owner));
        plain.putAll(plain(source.origin()));
        plain.put("timestamp-column", source.time());
        source.created().ifPresent(column -> plain.put("created-timestamp-column", column));
        source.id().ifPresent(column -> plain.put("event-id-column", column));
        plain.put("timezone", source.zone().getId());
        source.epoch()
                .ifPresent(unit -> plain.put("epoch-unit", unit.name().toLowerCase(Locale.ROOT)));
        plain.put("columns", plain(source.columns()));
        if (!source.aliases().isEmpty()) {
            plain.put("aliases", source.aliases());
        }
        return plain;
    }

    private static Map<String, Object> plain(DataSourceConfig origin) {
        return switch (origin) {
            case DataSourceConfig.Files(var format, var paths) -> Map.of(format, paths);
            case DataSourceConfig.Table(var url, var table) -> {
                Map<String, Object> inner = new LinkedHashMap<>();
                inner.put("url", url);
                inner.put("table", table);
                yield Map.of("jdbc", inner);
            }
            case DataSourceConfig.Stream(var topic, var history, var lateness) -> {
                Map<String, Object> inner = new LinkedHashMap<>();
                topic.ifPresent(from -> inner.put("kafka", plain(from)));
                history.ifPresent(files -> inner.put("batch-source", plain(files)));
                inner.put("allowed-lateness", DurationText.of(lateness));
                yield Map.of("stream", inner);
            }
        };
    }

    private static Map<String, Object> plain(DataSourceConfig.Topic topic) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("bootstrap-servers", topic.servers());
        plain.put("topic", topic.name());
        topic.tls().ifPresent(tls -> putTls(plain, tls));
        topic.login()
                .ifPresent(
                        login -> {
                            plain.put(
                                    "sasl-mechanism",
                                    login.mechanism().label().toLowerCase(Locale.ROOT));
                            plain.put("user", login.user());
                            plain.put("password-from", login.passwordFrom());
                        });
        return plain;
    }

    private static void putTls(Map<String, Object> plain, DataSourceConfig.Tls tls) {
        plain.put("tls", true);
        tls.authorities().ifPresent(file -> plain.put("ca-file", file));
        tls.identity()
                .ifPresent(
                        shown -> {
                            plain.put("cert-file", shown.certificate());
                            plain.put("key-file", shown.key());
                        });
    }

    private static Map<String, Object> plain(Map<String, FeatureType> types) {
        Map<String, Object> plain = new LinkedHashMap<>();
        types.forEach((name, type) -> plain.put(name, type.toString()));
        return plain;
    }

    private static Map<String, Object> plain(FeatureView view) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("version", view.reference().version());
        putIfWritten(plain, "summary", view.summary());
        view.owner().ifPresent(owner -> plain.put("owner", owner));
        if (!view.tags().isEmpty()) {
            plain.put("tags", view.tags());
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        view.keys().forEach((entity, column) -> keys.put(entity.value(), column));
        plain.put("entities", keys);
        plain.put("source", view.source().value());
        view.transformation()
                .ifPresent(
                        made -> {
                            plain.put("sql", made.sql());
                            plain.put("columns", plain(made.columns()));
                        });
        view.timeToLive().ifPresent(time -> plain.put("ttl", DurationText.of(time)));
        if (!view.expectations().isEmpty()) {
            plain.put(
                    "expectations",
                    view.expectations().stream().map(ExpectationText::plain).toList());
        }
        return plain;
    }

    private static Map<String, Object> plain(Feature feature) {
        Map<String, Object> plain = new LinkedHashMap<>();
        // What a description cannot express follows from the derivation.
        if (!feature.type().isMap()) {
            plain.put("type", feature.type().toString());
        }
        switch (feature.derivation()) {
            case FeatureComputation.FromColumn(String column) -> plain.put("column", column);
            case Aggregation aggregation -> plain.putAll(plain(aggregation));
        }
        putRest(plain, feature.fallback(), feature.unit(), feature.meaning());
        return plain;
    }

    private static Map<String, Object> plain(Aggregation aggregation) {
        Aggregate aggregate = aggregation.aggregate();
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put(
                "aggregate",
                aggregate
                        .setting()
                        .<Object>map(setting -> Map.of(aggregate.name(), setting))
                        .orElseGet(aggregate::name));
        aggregation.of().ifPresent(column -> plain.put("input-column", column));
        aggregation.where().ifPresent(where -> plain.put("filter", where.text()));
        aggregation.by().ifPresent(column -> plain.put("bucket-by", column));
        plain.put(
                "window",
                switch (aggregation.window()) {
                    case AggregationWindow.Sliding(var length, var every) -> {
                        Map<String, Object> window = new LinkedHashMap<>();
                        window.put("sliding", DurationText.of(length));
                        window.put("tile-size", DurationText.of(every));
                        yield window;
                    }
                    case AggregationWindow.Tumbling(var length) ->
                            Map.of("tumbling", DurationText.of(length));
                    case AggregationWindow.Unbounded _ -> "unbounded";
                });
        return plain;
    }

    private static Map<String, Object> plain(OnDemandView view) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("version", view.reference().version());
        putIfWritten(plain, "summary", view.summary());
        view.owner().ifPresent(owner -> plain.put("owner", owner));
        if (!view.tags().isEmpty()) {
            plain.put("tags", view.tags());
        }
        if (!view.inputs().isEmpty()) {
            plain.put("inputs", plain(view.inputs()));
        }
        Map<String, Object> reads = new LinkedHashMap<>();
        view.reads()
                .forEach(
                        (name, use) -> {
                            Map<String, Object> inner = new LinkedHashMap<>();
                            inner.put("view", use.view().toString());
                            if (!use.fields().isEmpty()) {
                                inner.put("keys", use.fields());
                            }
                            reads.put(name, inner);
                        });
        if (!reads.isEmpty()) {
            plain.put("views", reads);
        }
        view.function().ifPresent(function -> plain.put("function", function.toString()));
        view.cached().ifPresent(time -> plain.put("cache-ttl", DurationText.of(time)));
        return plain;
    }

    private static Map<String, Object> plain(OnDemandView.Computed feature) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("type", feature.type().toString());
        feature.expression().ifPresent(made -> plain.put("expression", made.text()));
        putRest(plain, feature.fallback(), feature.unit(), feature.meaning());
        return plain;
    }

    private static void putRest(
            Map<String, Object> plain,
            Optional<Object> fallback,
            Optional<String> unit,
            String meaning) {
        fallback.ifPresent(value -> plain.put("default", value));
        unit.ifPresent(word -> plain.put("unit", word));
        plain.put("meaning", meaning);
    }

    private static void putIfWritten(Map<String, Object> plain, String key, String text) {
        if (!text.isEmpty()) {
            plain.put(key, text);
        }
    }
}
