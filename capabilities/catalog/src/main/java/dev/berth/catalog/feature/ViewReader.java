package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reader of a feature view, whose source and entities are known.
final class ViewReader {
    private final DocumentNode place;
    private final EventSource source;
    private final Map<EntityName, Entity> entities;
    private final Map<String, FeatureType> columns;

    ViewReader(DocumentNode place, EventSource source, Map<EntityName, Entity> entities) {
        this.place = place;
        this.source = source;
        this.entities = entities;
        Map<String, FeatureType> own = SourceReader.columns(place.child("columns"));
        this.columns = place.child("sql").isPresent() ? own : source.columns();
    }

    /// @param keys the column of each entity
    Optional<FeatureView> read(String name, Map<EntityName, String> keys) {
        Optional<Transformation> transformation = transformation();
        keys.forEach(this::checkKey);
        List<Feature> features = features();
        checkKinds(features);
        List<Expectation> expectations = expectations(features);
        if (place.isBroken() || features.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new FeatureView(
                        ViewReference.of(name, place.integer("version").orElse(1)),
                        place.text("summary").orElse(""),
                        place.text("owner").or(source::owner),
                        texts(place, "tags"),
                        keys,
                        source.name(),
                        transformation,
                        place.duration("ttl"),
                        features,
                        expectations,
                        place.document().locate(place.pointer())));
    }

    /// Not of a feature that has an error of its own.
    private List<Expectation> expectations(List<Feature> features) {
        int described = place.child("features").map(inner -> inner.entries().size()).orElse(0);
        return features.size() < described
                ? List.of()
                : new ExpectationReader(features).read(place);
    }

    static List<String> texts(DocumentNode place, String key) {
        List<String> texts = new ArrayList<>();
        place.items(key).forEach(item -> item.text().ifPresent(texts::add));
        return texts;
    }

    private Optional<Transformation> transformation() {
        Optional<DocumentNode> sql = place.child("sql");
        Optional<DocumentNode> written = place.child("columns");
        if (sql.isEmpty() != written.isEmpty()) {
            place.error(
                    sql.isEmpty() ? "`columns` without `sql`" : "`sql` without `columns`",
                    "both, or neither",
                    sql.isEmpty()
                            ? "remove `columns`: those of the source are there"
                            : "write what the SQL gives, with types");
            return Optional.empty();
        }
        sql.ifPresent(this::refuseOfStream);
        sql.ifPresent(text -> checkTimes());
        return sql.flatMap(DocumentNode::text).map(text -> new Transformation(text, columns));
    }

    /// SQL is for DuckDB, which is not called for each event that arrives.
    private void refuseOfStream(DocumentNode sql) {
        if (source.origin() instanceof DataSourceConfig.Stream) {
            sql.error(
                    "SQL over " + source.name() + ", whose events arrive one by one",
                    "columns of the source as they are",
                    "have such columns in the events, or declare their history as a source of its"
                            + " own");
        }
    }

    /// The time, and what else of a source orders its events, have to come out of the SQL.
    private void checkTimes() {
        List<String> needed = new ArrayList<>(List.of(source.time()));
        source.created().ifPresent(needed::add);
        source.id().ifPresent(needed::add);
        for (String column : needed) {
            if (!columns.containsKey(column) && place.child("columns").isPresent()) {
                place.child("columns")
                        .get()
                        .error(
                                "no column '" + column + "'",
                                "the columns by which the source "
                                        + source.name()
                                        + " orders its events: "
                                        + String.join(", ", needed),
                                "select it as well");
            }
        }
    }

    private void checkKey(EntityName entity, String column) {
        Optional<DocumentNode> written =
                place.child("entities").flatMap(all -> all.child(entity.value()));
        if (written.isEmpty() || !SourceReader.requireColumn(written.get(), columns)) {
            return;
        }
        FeatureType type = columns.get(column);
        Entity described = entities.get(entity);
        if (described != null && !FeatureType.of(described.type()).equals(type)) {
            written.get()
                    .error(
                            "a column of type " + type,
                            "one of type " + described.type() + ", the key of " + entity,
                            "name another column, or correct the types");
        }
    }

    private List<Feature> features() {
        List<Feature> features = new ArrayList<>();
        place.child("features")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, inner) -> feature(name, inner).ifPresent(features::add));
        return features;
    }

    private Optional<Feature> feature(String name, DocumentNode inner) {
        boolean isAggregate = inner.child("aggregate").isPresent();
        for (String key : List.of("input-column", "filter", "bucket-by", "window")) {
            if (!isAggregate) {
                inner.child(key)
                        .ifPresent(
                                written ->
                                        written.error(
                                                "`" + key + "` without `aggregate`",
                                                "an aggregate that it belongs to",
                                                "write which aggregate it is"));
            }
        }
        if (inner.isBroken()) {
            return Optional.empty();
        }
        Optional<FeatureComputation> derivation =
                isAggregate ? aggregation(inner) : fromColumn(name, inner);
        Optional<FeatureType> type = derivation.flatMap(made -> type(made, inner));
        if (derivation.isEmpty() || type.isEmpty() || !inner.isSound()) {
            return Optional.empty();
        }
        checkType(inner, type.get());
        return Optional.of(
                new Feature(
                        new FeatureName(name),
                        type.get(),
                        inner.text("meaning").orElse(""),
                        inner.text("unit"),
                        FeatureDefaultReader.read(inner, type.get()),
                        derivation.get()));
    }

    private Optional<FeatureComputation> fromColumn(String name, DocumentNode inner) {
        Optional<DocumentNode> written = inner.child("column");
        if (written.isEmpty() && !columns.containsKey(name)) {
            inner.error(
                    "neither `column` nor `aggregate`, and no column '" + name + "'",
                    "a column of " + String.join(", ", columns.keySet()) + ", or an aggregate",
                    "write what it is made of");
            return Optional.empty();
        }
        if (written.isPresent() && !SourceReader.requireColumn(written.get(), columns)) {
            return Optional.empty();
        }
        return Optional.of(
                new FeatureComputation.FromColumn(
                        written.flatMap(DocumentNode::text).orElse(name)));
    }

    private Optional<FeatureComputation> aggregation(DocumentNode inner) {
        for (String key : List.of("input-column", "bucket-by")) {
            inner.child(key).ifPresent(column -> SourceReader.requireColumn(column, columns));
        }
        inner.child("bucket-by").ifPresent(this::checkBy);
        inner.child("column")
                .ifPresent(
                        column ->
                                column.error(
                                        "`column` with `aggregate`",
                                        "`input-column` for what is aggregated",
                                        "rename it to `input-column`"));
        Optional<Aggregate> aggregate = inner.child("aggregate").flatMap(ViewReader::aggregate);
        Optional<AggregationWindow> window = inner.child("window").flatMap(ViewReader::window);
        if (inner.child("window").isEmpty()) {
            inner.error(
                    "an aggregate without `window`",
                    "over which events it goes",
                    "write such as `window: 3h`, or `window: unbounded`");
        }
        if (aggregate.isEmpty() || window.isEmpty() || inner.isBroken()) {
            return Optional.empty();
        }
        return Optional.of(
                new Aggregation(
                        aggregate.get(),
                        inner.text("input-column"),
                        inner.child("filter").map(DocumentNode::expression),
                        inner.text("bucket-by"),
                        window.get()));
    }

    /// Values of the key become texts, of which each has one form.
    private void checkBy(DocumentNode by) {
        FeatureType type = by.text().map(columns::get).orElse(null);
        if (type != null
                && (type.form() != FeatureType.Form.SINGLE
                        || type.element().isFloating()
                        || type.element() == ValueType.BYTES)) {
            by.error(
                    "a column of type " + type,
                    "one of type bool, int32, int64, string or timestamp",
                    "name another column");
        }
    }

    private static Optional<Aggregate> aggregate(DocumentNode place) {
        Optional<String> word = place.text();
        if (word.isPresent()) {
            return Optional.of(
                    new Aggregate.Plain(
                            FeatureComputation.Kind.valueOf(word.get().toUpperCase(Locale.ROOT))));
        }
        Set<String> names = place.entries().keySet();
        if (names.size() > 1) {
            place.error(
                    "`" + String.join("` and `", names) + "`",
                    "one of them",
                    "write a feature for each");
        }
        return names.stream()
                .flatMap(
                        name ->
                                place
                                        .number(name)
                                        .flatMap(setting -> Aggregate.of(name, setting))
                                        .stream())
                .findFirst();
    }

    private static Optional<AggregationWindow> window(DocumentNode place) {
        Optional<String> word = place.text();
        if (word.isPresent() && word.get().equals("unbounded")) {
            return Optional.of(new AggregationWindow.Unbounded());
        }
        Optional<Duration> sliding =
                word.isPresent() ? place.duration() : place.duration("sliding");
        Optional<Duration> tumbling = place.duration("tumbling");
        Optional<Duration> tiles = place.duration("tile-size");
        if (sliding.isPresent() == tumbling.isPresent()
                || (tumbling.isPresent() && tiles.isPresent())) {
            place.error(
                    String.join(" and ", place.entries().keySet()),
                    "`sliding`, perhaps with `tile-size`, or `tumbling`",
                    "write one kind of window");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    sliding.isEmpty()
                            ? new AggregationWindow.Tumbling(tumbling.get())
                            : tiles.isEmpty()
                                    ? AggregationWindow.Sliding.of(sliding.get())
                                    : new AggregationWindow.Sliding(sliding.get(), tiles.get()));
        } catch (IllegalArgumentException unfit) {
            place.error(
                    "tiles that do not fill the window",
                    "a window that is a multiple of its tiles",
                    "choose other tiles");
            return Optional.empty();
        }
    }

    private Optional<FeatureType> type(FeatureComputation derivation, DocumentNode inner) {
        return switch (derivation) {
            case FeatureComputation.FromColumn(String column) ->
                    Optional.ofNullable(columns.get(column));
            case Aggregation aggregation -> {
                Optional<FeatureType> type =
                        aggregation.typeOver(aggregation.of().map(column -> typeOf(column)));
                if (type.isEmpty()) {
                    inner.error(
                            aggregation
                                    .of()
                                    .map(
                                            column ->
                                                    "an aggregate of the column '"
                                                            + column
                                                            + "' of type "
                                                            + columns.get(column))
                                    .orElse("an aggregate without `input-column`"),
                            "a column that can be aggregated so",
                            "name such a column in `input-column`");
                }
                yield type;
            }
        };
    }

    private FeatureType typeOf(String column) {
        FeatureType type = columns.get(column);
        if (type == null) {
            throw new IllegalStateException("no column " + column);
        }
        return type;
    }

    private static void checkType(DocumentNode inner, FeatureType type) {
        Optional<DocumentNode> written = inner.child("type");
        if (written.isPresent()
                && written.get().text().isPresent()
                && !written.get().text().get().equals(type.toString())) {
            written.get()
                    .error(
                            "the type " + written.get().value(),
                            type + ", which the derivation gives",
                            "remove it, or derive the feature in another way");
        }
    }

    /// A row and tiles are kept in different ways.
    private void checkKinds(List<Feature> features) {
        long aggregates =
                features.stream()
                        .filter(feature -> feature.derivation() instanceof Aggregation)
                        .count();
        if (aggregates > 0 && aggregates < features.size()) {
            place.child("features")
                    .ifPresent(
                            inner ->
                                    inner.error(
                                            "columns and aggregates in one view",
                                            "the one or the other",
                                            "move the columns to a view of their own"));
        }
    }
}
