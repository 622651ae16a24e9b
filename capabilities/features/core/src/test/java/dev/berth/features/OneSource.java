package dev.berth.features;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.history.JoinedView;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Source `orders` with a view `spending@1` of all its columns, for tests of reading files and
/// tables. Its columns are `who`, an integer and the entity's key; `seen`, the event time; and
/// `amount`, a number; others may be added.
public final class OneSource {
    public static final ViewReference VIEW = ViewReference.of("spending", 1);

    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("test.yaml"), 1);

    private final Map<String, FeatureType> columns = new LinkedHashMap<>();
    private ZoneId zone = ZoneId.of("UTC");
    private Optional<EpochUnit> epoch = Optional.empty();
    private Optional<Transformation> transformation = Optional.empty();

    public OneSource() {
        column("who", ValueType.INT64)
                .column("seen", ValueType.TIMESTAMP)
                .column("amount", ValueType.FLOAT64);
    }

    /// Adds a column, or changes the type of one.
    public OneSource column(String name, ValueType type) {
        return column(name, FeatureType.of(type));
    }

    /// Adds a column, or changes the type of one.
    public OneSource column(String name, FeatureType type) {
        columns.put(name, type);
        return this;
    }

    public OneSource without(String column) {
        columns.remove(column);
        return this;
    }

    /// Sets the zone of times without one; initially UTC.
    public OneSource in(String newZone) {
        zone = ZoneId.of(newZone);
        return this;
    }

    public ZoneId zone() {
        return zone;
    }

    public OneSource epoch(EpochUnit unit) {
        epoch = Optional.of(unit);
        return this;
    }

    /// Sets the SQL of the view over all columns.
    public OneSource transformed(String sql) {
        transformation = Optional.of(new Transformation(sql, columns));
        return this;
    }

    /// The columns in order, by name.
    public Map<String, FeatureType> columns() {
        return columns;
    }

    /// All features of the view.
    public JoinedView joined() {
        return JoinedView.of(
                new FeatureUse(VIEW, Map.of()),
                columns.keySet().stream().map(FeatureName::new).toList());
    }

    public EventSource source(DataSourceConfig origin) {
        return new EventSource(
                new SourceName("orders"),
                "",
                Optional.empty(),
                origin,
                "seen",
                Optional.empty(),
                Optional.empty(),
                zone,
                columns,
                NOWHERE,
                epoch);
    }

    /// The source, the view and its entity.
    public FeatureDefinitions definitions(DataSourceConfig origin) {
        var entity =
                new Entity(new EntityName("who"), "who", ValueType.INT64, "", Optional.empty());
        EventSource source = source(origin);
        List<Feature> features = new ArrayList<>();
        columns.forEach((name, type) -> features.add(feature(name, type)));
        var view =
                new FeatureView(
                        VIEW,
                        "",
                        Optional.empty(),
                        List.of(),
                        Map.of(entity.name(), "who"),
                        source.name(),
                        transformation,
                        Optional.empty(),
                        features,
                        NOWHERE);
        return new FeatureDefinitions(
                new TreeMap<>(Map.of(entity.name(), entity)),
                new TreeMap<>(Map.of(source.name(), source)),
                new TreeMap<>(Map.of(view.reference(), view)),
                new TreeMap<>());
    }

    private static Feature feature(String name, FeatureType type) {
        return new Feature(
                new FeatureName(name),
                type,
                "",
                Optional.empty(),
                Optional.empty(),
                new FeatureComputation.FromColumn(name));
    }
}
