package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reader of a source of events.
final class SourceReader {
    private static final Duration LATENESS_DEFAULT = Duration.ofDays(1);
    private static final Set<String> FORMATS =
            FeaturesSchema.get().definition("table-files").propertyNames();

    private SourceReader() {}

    static Optional<EventSource> read(SourceName name, DocumentNode place) {
        Optional<DataSourceConfig> origin = origin(place);
        Map<String, FeatureType> columns = columns(place.child("columns"));
        Optional<ZoneId> zone = zone(place);
        requireTime(place, "timestamp-column", columns);
        requireTime(place, "created-timestamp-column", columns);
        place.child("event-id-column").ifPresent(id -> requireColumn(id, columns));
        SortedMap<String, String> aliases = aliases(place, columns);
        if (origin.isEmpty() || zone.isEmpty() || place.isBroken()) {
            return Optional.empty();
        }
        return Optional.of(
                new EventSource(
                        name,
                        place.text("summary").orElse(""),
                        place.text("owner"),
                        origin.get(),
                        place.text("timestamp-column").orElse(""),
                        place.text("created-timestamp-column"),
                        place.text("event-id-column"),
                        zone.get(),
                        columns,
                        place.document().locate(place.pointer()),
                        place.text("epoch-unit")
                                .map(unit -> EpochUnit.valueOf(unit.toUpperCase(Locale.ROOT))),
                        aliases));
    }

    private static SortedMap<String, String> aliases(
            DocumentNode place, Map<String, FeatureType> columns) {
        SortedMap<String, String> aliases = new TreeMap<>();
        Set<String> stored = new HashSet<>(columns.keySet());
        Map<String, DocumentNode> written =
                place.child("aliases").map(DocumentNode::entries).orElse(Map.of());
        stored.removeAll(written.keySet());
        written.forEach(
                (column, name) -> {
                    if (!columns.containsKey(column)) {
                        name.error(
                                "an alias of the column '" + column + "'",
                                "one of " + String.join(", ", columns.keySet()),
                                "declare the column under `columns`");
                    }
                    name.text().ifPresent(text -> aliases.put(column, text));
                    if (!stored.add(name.text().orElse(column))) {
                        name.error(
                                "'" + name.text().orElse(column) + "', which another column is too",
                                "a column of the source for each name",
                                "leave out one of the two");
                    }
                });
        return aliases;
    }

    private static Optional<DataSourceConfig> origin(DocumentNode place) {
        List<String> origins = new ArrayList<>(FORMATS);
        origins.addAll(List.of("jdbc", "stream"));
        List<String> written =
                origins.stream().filter(word -> place.child(word).isPresent()).toList();
        if (written.size() != 1) {
            place.error(
                    written.isEmpty() ? "no origin" : String.join(" and ", written),
                    "one of " + String.join(", ", origins),
                    "write where the events of the source are");
            return Optional.empty();
        }
        Optional<DataSourceConfig.Files> files = files(place);
        if (files.isPresent()) {
            return Optional.of(files.get());
        }
        Optional<DocumentNode> table = place.child("jdbc");
        if (table.isPresent()) {
            return table.get()
                    .text("url")
                    .flatMap(
                            url ->
                                    table.get()
                                            .text("table")
                                            .map(of -> new DataSourceConfig.Table(url, of)));
        }
        Optional<DocumentNode> stream = place.child("stream");
        return stream.map(
                inner ->
                        new DataSourceConfig.Stream(
                                inner.child("kafka").flatMap(TopicReader::read),
                                inner.child("batch-source").flatMap(SourceReader::files),
                                inner.duration("allowed-lateness").orElse(LATENESS_DEFAULT)));
    }

    private static Optional<DataSourceConfig.Files> files(DocumentNode place) {
        for (String format : FORMATS) {
            Optional<DocumentNode> paths = place.child(format);
            if (paths.isPresent()) {
                List<String> list = new ArrayList<>();
                paths.get().text().ifPresent(list::add);
                paths.get().items().forEach(item -> item.text().ifPresent(list::add));
                return list.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new DataSourceConfig.Files(format, list));
            }
        }
        return Optional.empty();
    }

    /// Columns with their types; those whose type is reported are left out.
    static Map<String, FeatureType> columns(Optional<DocumentNode> place) {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        place.map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, type) ->
                                type.text()
                                        .flatMap(FeatureType::findByLabel)
                                        .ifPresent(known -> columns.put(name, known)));
        return columns;
    }

    private static Optional<ZoneId> zone(DocumentNode place) {
        Optional<DocumentNode> written = place.child("timezone");
        if (written.isEmpty()) {
            return Optional.of(ZoneOffset.UTC);
        }
        try {
            return written.get().text().map(ZoneId::of);
        } catch (DateTimeException unknown) {
            written.get()
                    .error(
                            "the zone " + written.get().value(),
                            "a zone of the IANA database, or an offset such as +01:00",
                            "write such as `America/New_York`");
            return Optional.empty();
        }
    }

    private static void requireTime(
            DocumentNode source, String key, Map<String, FeatureType> columns) {
        Optional<DocumentNode> column = source.child(key);
        if (column.isEmpty() || !requireColumn(column.get(), columns)) {
            return;
        }
        FeatureType type = columns.get(column.get().text().orElse(""));
        if (type != null && !type.equals(FeatureType.of(ValueType.TIMESTAMP))) {
            column.get()
                    .error(
                            "a column of type " + type,
                            "one of type timestamp",
                            "name a column with times");
        }
    }

    /// Whether a column is declared; an error if not.
    static boolean requireColumn(DocumentNode place, Map<String, FeatureType> columns) {
        Optional<String> name = place.text();
        if (name.isEmpty() || columns.isEmpty()) {
            return false;
        }
        if (columns.containsKey(name.get())) {
            return true;
        }
        place.error(
                "the column '" + name.get() + "'",
                "one of "
                        + String.join(", ", columns.keySet())
                        + NearestName.hint(name.get(), columns.keySet()),
                "name one of these, or declare it under `columns`");
        return false;
    }
}
