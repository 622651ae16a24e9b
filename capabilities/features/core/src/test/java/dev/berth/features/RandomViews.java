package dev.berth.features;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.event.ImmutableEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Random views and events, for tests that compare engines with [Oracle].
public final class RandomViews {
    /// Columns of all types, and few distinct times, so that ties are frequent.
    public static final Map<String, FeatureType> COLUMNS = columns();

    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("test.yaml"), 1);
    private static final List<String> NUMBERS = List.of("f64", "f32", "i64", "i32");
    private static final List<Double> ODD =
            List.of(0.0, -0.0, 0.1, 1e16, -1e16, 1e-300, Double.NaN, 1.5, -2.5, 3e8);

    private final Random random;

    public RandomViews(Random random) {
        this.random = random;
    }

    private static Map<String, FeatureType> columns() {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("entity", FeatureType.of(ValueType.STRING));
        columns.put("time", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("created", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("f64", FeatureType.of(ValueType.FLOAT64));
        columns.put("f32", FeatureType.of(ValueType.FLOAT32));
        columns.put("i64", FeatureType.of(ValueType.INT64));
        columns.put("i32", FeatureType.of(ValueType.INT32));
        columns.put("text", FeatureType.of(ValueType.STRING));
        columns.put("flag", FeatureType.of(ValueType.BOOL));
        return columns;
    }

    /// A view with aggregates that have an exact oracle.
    public FeatureView windowed(int version) {
        List<Feature> features = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Aggregation aggregation = aggregation();
            FeatureType type =
                    aggregation
                            .typeOver(aggregation.of().map(COLUMNS::get))
                            .orElseThrow(() -> new IllegalStateException("" + aggregation));
            features.add(feature("a" + i, type, aggregation));
        }
        return view(version, features);
    }

    /// A view of grouped aggregates.
    public FeatureView groupedByText(int version) {
        List<AggregationWindow> windows =
                List.of(
                        new AggregationWindow.Unbounded(),
                        new AggregationWindow.Sliding(
                                Duration.ofSeconds(60), Duration.ofSeconds(5)),
                        new AggregationWindow.Sliding(
                                Duration.ofSeconds(20), Duration.ofSeconds(5)),
                        new AggregationWindow.Tumbling(Duration.ofSeconds(30)));
        List<Feature> features = new ArrayList<>();
        for (AggregationWindow window : windows) {
            boolean isCount = random.nextBoolean();
            var aggregation =
                    new Aggregation(
                            new Aggregate.Plain(isCount ? Kind.COUNT : Kind.SUM),
                            isCount ? Optional.empty() : Optional.of("f64"),
                            Optional.empty(),
                            Optional.of("text"),
                            window);
            FeatureType type = FeatureType.mapOf(isCount ? ValueType.INT64 : ValueType.FLOAT64);
            features.add(feature("a" + features.size(), type, aggregation));
        }
        return view(version, features);
    }

    /// A view of columns.
    public FeatureView columnar(int version) {
        List<Feature> features = new ArrayList<>();
        for (String column : List.of("f64", "i32", "text", "flag", "f32", "i64")) {
            if (features.isEmpty() || random.nextBoolean()) {
                FeatureType type = COLUMNS.getOrDefault(column, FeatureType.of(ValueType.BOOL));
                features.add(feature(column, type, new FeatureComputation.FromColumn(column)));
            }
        }
        return view(version, features);
    }

    private static Feature feature(String name, FeatureType type, FeatureComputation derivation) {
        return new Feature(
                new FeatureName(name), type, "", Optional.empty(), Optional.empty(), derivation);
    }

    private static FeatureView view(int version, List<Feature> features) {
        return new FeatureView(
                ViewReference.of("random", version),
                "",
                Optional.empty(),
                List.of(),
                Map.of(new EntityName("entity"), "entity"),
                new SourceName("events"),
                Optional.empty(),
                Optional.empty(),
                features,
                NOWHERE);
    }

    private Aggregation aggregation() {
        Optional<ExpressionText> where =
                random.nextInt(3) == 0
                        ? Optional.of(new ExpressionText("f64 > 1.0", NOWHERE, ""))
                        : Optional.empty();
        Optional<String> by =
                random.nextInt(5) == 0 ? Optional.of("text") : Optional.<String>empty();
        String number = NUMBERS.get(random.nextInt(NUMBERS.size()));
        String any = random.nextInt(3) == 0 ? "text" : number;
        return switch (random.nextInt(9)) {
            case 0 -> aggregation(Kind.COUNT, Optional.empty(), where, by);
            case 1 -> aggregation(Kind.COUNT, Optional.of(any), where, by);
            case 2 -> aggregation(Kind.SUM, Optional.of(number), where, by);
            case 3 -> aggregation(Kind.MEAN, Optional.of(number), where, by);
            case 4 -> aggregation(Kind.MIN, Optional.of(any), where, by);
            case 5 -> aggregation(Kind.MAX, Optional.of(any), where, by);
            case 6 -> aggregation(Kind.LAST, Optional.of(any), where, by);
            case 7 -> aggregation(Kind.FIRST, Optional.of(any), where, by);
            default ->
                    new Aggregation(
                            new Aggregate.Top(1 + random.nextInt(3)),
                            Optional.of("text"),
                            where,
                            Optional.empty(),
                            window());
        };
    }

    private Aggregation aggregation(
            Kind kind, Optional<String> of, Optional<ExpressionText> where, Optional<String> by) {
        return new Aggregation(new Aggregate.Plain(kind), of, where, by, window());
    }

    private AggregationWindow window() {
        return switch (random.nextInt(5)) {
            case 0 -> new AggregationWindow.Unbounded();
            case 1 -> new AggregationWindow.Tumbling(Duration.ofSeconds(1 + random.nextInt(20)));
            case 2 ->
                    AggregationWindow.Sliding.of(Duration.ofSeconds(12L * (1 + random.nextInt(5))));
            default -> {
                long tile = 1L + random.nextInt(5);
                yield new AggregationWindow.Sliding(
                        Duration.ofSeconds(tile * (1 + random.nextInt(10))),
                        Duration.ofSeconds(tile));
            }
        };
    }

    /// The definitions of a view.
    public static FeatureDefinitions definitions(FeatureView view, boolean hasCreated) {
        return definitions(
                view,
                hasCreated,
                new DataSourceConfig.Files("parquet", List.of("events.parquet")),
                Optional.empty());
    }

    /// The definitions for events at a location.
    ///
    /// @param id the column with their ids
    public static FeatureDefinitions definitions(
            FeatureView view, boolean hasCreated, DataSourceConfig origin, Optional<String> id) {
        var entity =
                new Entity(
                        new EntityName("entity"), "entity", ValueType.STRING, "", Optional.empty());
        var source =
                new EventSource(
                        new SourceName("events"),
                        "",
                        Optional.empty(),
                        origin,
                        "time",
                        hasCreated ? Optional.of("created") : Optional.empty(),
                        id,
                        ZoneOffset.UTC,
                        COLUMNS,
                        NOWHERE);
        return new FeatureDefinitions(
                new TreeMap<>(Map.of(entity.name(), entity)),
                new TreeMap<>(Map.of(source.name(), source)),
                new TreeMap<>(Map.of(view.reference(), view)),
                new TreeMap<>());
    }

    /// Events of one entity within about a minute around 1970, some late, some in the future, many
    /// simultaneous.
    public List<ImmutableEvent> events(int count, boolean hasCreated) {
        List<ImmutableEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long time = instant();
            long created =
                    !hasCreated || random.nextInt(3) == 0
                            ? time
                            : time + (random.nextInt(40) - 10) * 1_000_000L;
            events.add(event(time, created));
        }
        return events;
    }

    /// An event with random values.
    public ImmutableEvent event(long time, long created) {
        return new ImmutableEvent(time, created, values("e", time, created));
    }

    /// Random values of an entity's event.
    public @Nullable Object[] values(String entity, long time, long created) {
        @Nullable Object[] values = {
            entity,
            time,
            created,
            maybe(odd()),
            maybe((float) odd()),
            maybe(
                    random.nextInt(4) == 0
                            ? Long.MAX_VALUE - random.nextInt(3)
                            : random.nextLong(10)),
            maybe(random.nextInt(5) - 2),
            maybe("" + (char) ('a' + random.nextInt(4))),
            maybe(random.nextBoolean())
        };
        return values;
    }

    private double odd() {
        return random.nextBoolean() ? ODD.get(random.nextInt(ODD.size())) : random.nextGaussian();
    }

    private @Nullable Object maybe(Object value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    /// A random instant for a read, often at the edge of a tile.
    public long instant() {
        long seconds = random.nextInt(80) - 20L;
        return seconds * 1_000_000 + (random.nextInt(3) == 0 ? random.nextInt(1_000_000) : 0);
    }
}
