package dev.berth.catalog.publication;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DurationText;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.system.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Everything that decides the values of a view, a line for each, `field = value`; its digest is
/// that of the view.
///
/// Descriptive texts are not among it (summary, meaning, unit, owner, tags), nor where the events
/// of the source lie: data may move. The form is part of what is published, so it stays as it is in
/// all versions of Berth: what comes to decide values later gets a line only where it is used.
///
/// @param lines the value of each field, in the order of the text
public record CanonicalText(Map<String, String> lines) {

    public CanonicalText {
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    }

    /// That of a stored view.
    ///
    /// @param source with the columns that the view reads
    public static CanonicalText of(
            FeatureView view, EventSource source, Function<EntityName, Entity> entities) {
        var writer = new Writer();
        writer.line("form", "berth feature view 1");
        writer.line("view", view.reference());
        writer.names("entities", view.keys().keySet());
        view.keys()
                .forEach(
                        (name, column) -> {
                            Entity entity = entities.apply(name);
                            writer.line("entities/" + name + "/key", entity.key());
                            writer.line("entities/" + name + "/type", entity.type());
                            writer.line("entities/" + name + "/column", column);
                        });
        writer.source(source);
        view.transformation()
                .ifPresent(
                        made -> {
                            writer.line("sql", quoted(made.sql().strip()));
                            writer.types("columns", made.columns());
                        });
        view.timeToLive().ifPresent(time -> writer.line("ttl", DurationText.of(time)));
        writer.names("features", view.features().stream().map(Feature::name).toList());
        view.features().forEach(writer::feature);
        return new CanonicalText(writer.lines);
    }

    /// That of a view that is computed on demand. How long values are kept is not among it: they
    /// are kept for equal inputs, which give equal values.
    public static CanonicalText of(OnDemandView view) {
        var writer = new Writer();
        writer.line("form", "berth on-demand view 1");
        writer.line("view", view.reference());
        writer.types("inputs", new TreeMap<>(view.inputs()));
        writer.names("reads", new TreeMap<>(view.reads()).keySet());
        new TreeMap<>(view.reads()).forEach(writer::use);
        view.function().ifPresent(function -> writer.line("function", function));
        writer.names(
                "features", view.features().stream().map(OnDemandView.Computed::name).toList());
        for (OnDemandView.Computed feature : view.features()) {
            String place = "features/" + feature.name();
            writer.line(place + "/type", feature.type());
            feature.expression()
                    .ifPresent(
                            made ->
                                    writer.line(
                                            place + "/expression", quoted(made.text().strip())));
            writer.fallback(place, feature.fallback());
        }
        return new CanonicalText(writer.lines);
    }

    /// All lines, each ended by a line feed.
    public String text() {
        var text = new StringBuilder();
        lines.forEach(
                (field, value) -> text.append(field).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /// The SHA-256 of the text in UTF-8.
    public Sha256 digest() {
        MessageDigest digest = Digests.start();
        digest.update(text().getBytes(StandardCharsets.UTF_8));
        return Digests.finish(digest);
    }

    /// What is otherwise in what was found, in the order of the text; nothing if both have the same
    /// digest.
    public List<Difference> differences(CanonicalText found) {
        Set<String> fields = new LinkedHashSet<>(lines.keySet());
        fields.addAll(found.lines.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String field : fields) {
            Optional<String> before = Optional.ofNullable(lines.get(field));
            Optional<String> now = Optional.ofNullable(found.lines.get(field));
            if (!Objects.equals(before, now)) {
                differences.add(new Difference(field, before, now));
            }
        }
        return differences;
    }

    /// One line, whatever is in the text.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /// Collector of the lines.
    private static final class Writer {
        private final Map<String, String> lines = new LinkedHashMap<>();

        private void line(String field, Object value) {
            lines.put(field, value.toString());
        }

        /// Their order counts: of keys for rows, of columns and features for which of two events at
        /// the same time is the later.
        private void names(String field, Collection<?> names) {
            line(field, String.join(", ", names.stream().map(Object::toString).toList()));
        }

        private void types(String field, Map<String, FeatureType> types) {
            names(field, types.keySet());
            types.forEach((name, type) -> line(field + "/" + name, type));
        }

        private void source(EventSource source) {
            line("source", source.name());
            line("source/time", source.time());
            source.created().ifPresent(column -> line("source/created", column));
            source.id().ifPresent(column -> line("source/id", column));
            // Z, UTC and GMT are one zone.
            line("source/zone", source.zone().normalized().getId());
            source.epoch()
                    .ifPresent(unit -> line("source/epoch", unit.name().toLowerCase(Locale.ROOT)));
            types("source/columns", source.columns());
            source.aliases().forEach((name, there) -> line("source/aliases/" + name, there));
        }

        private void use(String name, FeatureUse use) {
            line("reads/" + name + "/view", use.view());
            new TreeMap<>(use.fields())
                    .forEach(
                            (key, field) -> {
                                // A key in the field of its own name is the default.
                                if (!key.equals(field)) {
                                    line("reads/" + name + "/keys/" + key, field);
                                }
                            });
        }

        private void feature(Feature feature) {
            String place = "features/" + feature.name();
            line(place + "/type", feature.type());
            switch (feature.derivation()) {
                case FeatureComputation.FromColumn(String column) ->
                        line(place + "/column", column);
                case Aggregation aggregation -> aggregation(place, aggregation);
            }
            fallback(place, feature.fallback());
        }

        private void aggregation(String place, Aggregation aggregation) {
            line(place + "/aggregate", aggregation.aggregate().label());
            aggregation.of().ifPresent(column -> line(place + "/of", column));
            aggregation
                    .where()
                    .ifPresent(where -> line(place + "/where", quoted(where.text().strip())));
            aggregation.by().ifPresent(column -> line(place + "/by", column));
            line(
                    place + "/window",
                    switch (aggregation.window()) {
                        case AggregationWindow.Sliding(var length, var every) ->
                                "sliding "
                                        + DurationText.of(length)
                                        + " tiles "
                                        + DurationText.of(every);
                        case AggregationWindow.Tumbling(var length) ->
                                "tumbling " + DurationText.of(length);
                        case AggregationWindow.Unbounded _ -> "unbounded";
                    });
        }

        private void fallback(String place, Optional<Object> fallback) {
            fallback.ifPresent(value -> line(place + "/default", plain(value)));
        }

        private static String plain(Object value) {
            return switch (value) {
                case String text -> quoted(text);
                case List<?> list ->
                        "["
                                + String.join(
                                        ", ",
                                        list.stream().map(each -> plain((Object) each)).toList())
                                + "]";
                // Numbers and truths: Java writes the shortest digits that give the number again.
                default -> value.toString();
            };
        }
    }
}
