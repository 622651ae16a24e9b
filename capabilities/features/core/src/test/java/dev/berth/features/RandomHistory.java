package dev.berth.features;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.event.Event;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.event.ValueOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Random view with its source and events, for engines that join histories, with the expected
/// values by [Oracle].
public final class RandomHistory {
    private static final int ENTITIES = 12;
    private static final List<String> COLUMNS = List.copyOf(RandomViews.COLUMNS.keySet());

    private final long seed;
    private final Random random;
    private final RandomViews chance;
    private final boolean hasCreated;
    private final boolean hasId;
    private final FeatureView view;
    private final FeatureDefinitions definitions;
    private final Map<String, List<ImmutableEvent>> events = new TreeMap<>();
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private final String source;
    private int leftOut;

    /// Creates the history of a seed.
    ///
    /// @param version of the view; its source is named after it, so that several can be combined
    public RandomHistory(long seed, int version) {
        this.seed = seed;
        this.source = "events" + version;
        random = new Random(seed);
        chance = new RandomViews(random);
        hasCreated = random.nextBoolean();
        hasId = random.nextInt(3) == 0;
        view = settings(random.nextBoolean() ? chance.columnar(version) : chance.windowed(version));
        definitions = settings(RandomViews.definitions(view, hasCreated));
        for (int i = 0; i < ENTITIES; i++) {
            // Entity 0 has no events.
            addEvents("entity " + i, i == 0 ? 0 : random.nextInt(25));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            leftOut++;
            List<@Nullable Object> row = row("x", chance.events(1, hasCreated).getFirst());
            row.set(random.nextInt(2), null);
            rows.add(row);
        }
        Collections.shuffle(rows, random);
    }

    private void addEvents(String entity, int count) {
        List<ImmutableEvent> made = chance.events(count, hasCreated);
        events.put(entity, hasId ? distinct(made) : made);
        made.forEach(event -> rows.add(row(entity, event)));
    }

    private List<@Nullable Object> row(String entity, ImmutableEvent event) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            row.add(event.value(i));
        }
        row.set(0, entity);
        // NaN is stored, though it counts as missing.
        if (row.get(3) == null && random.nextBoolean()) {
            row.set(3, Double.NaN);
        }
        return row;
    }

    private FeatureView settings(FeatureView plain) {
        List<Feature> features = new ArrayList<>();
        for (Feature feature : plain.features()) {
            Optional<Object> fallback =
                    random.nextInt(3) == 0 ? fallback(feature.type()) : Optional.empty();
            features.add(
                    new Feature(
                            feature.name(),
                            feature.type(),
                            "",
                            Optional.empty(),
                            fallback,
                            feature.derivation()));
        }
        return new FeatureView(
                plain.reference(),
                "",
                Optional.empty(),
                List.of(),
                plain.keys(),
                new SourceName(source),
                Optional.empty(),
                random.nextInt(3) == 0
                        ? Optional.of(Duration.ofSeconds(1 + random.nextInt(40)))
                        : Optional.empty(),
                features,
                plain.location());
    }

    private Optional<Object> fallback(FeatureType type) {
        if (type.form() != FeatureType.Form.SINGLE) {
            return Optional.empty();
        }
        return switch (type.element()) {
            case BOOL -> Optional.of(true);
            case INT32 -> Optional.of(-7);
            case INT64, TIMESTAMP -> Optional.of(Long.MIN_VALUE);
            case FLOAT32 -> Optional.of(0.1f);
            case FLOAT64 -> Optional.of(-0.1);
            case STRING -> Optional.of("it's missing");
            case BYTES -> Optional.empty();
        };
    }

    private FeatureDefinitions settings(FeatureDefinitions plain) {
        EventSource source = plain.source(new SourceName("events"));
        EventSource with =
                new EventSource(
                        new SourceName(this.source),
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Files("parquet", List.of(file())),
                        source.time(),
                        source.created(),
                        hasId ? Optional.of("text") : Optional.empty(),
                        source.zone(),
                        source.columns(),
                        source.location());
        return new FeatureDefinitions(
                plain.entities(),
                new TreeMap<>(Map.of(with.name(), with)),
                new TreeMap<>(Map.of(view.reference(), view)),
                plain.onDemand());
    }

    /// Of events with one id the one known first.
    private static List<ImmutableEvent> distinct(List<ImmutableEvent> events) {
        Map<Object, ImmutableEvent> first = new HashMap<>();
        List<ImmutableEvent> kept = new ArrayList<>();
        Comparator<ImmutableEvent> order =
                Comparator.comparingLong(ImmutableEvent::createdMicros)
                        .thenComparingLong(ImmutableEvent::timeMicros);
        for (int i = 3; i < COLUMNS.size(); i++) {
            int column = i;
            ValueType type = List.copyOf(RandomViews.COLUMNS.values()).get(i).element();
            order =
                    order.thenComparing(
                            (a, b) -> ValueOrder.compare(type, b.value(column), a.value(column)));
        }
        for (ImmutableEvent event : events) {
            Object id = event.value(COLUMNS.indexOf("text"));
            if (id == null) {
                kept.add(event);
            } else {
                first.merge(id, event, BinaryOperator.minBy(order));
            }
        }
        kept.addAll(first.values());
        return kept;
    }

    /// The expected values of the view's features, with time to live and defaults.
    public List<@Nullable Object> expected(@Nullable String entity, long at) {
        List<ImmutableEvent> of =
                entity == null ? List.of() : events.getOrDefault(entity, List.of());
        List<@Nullable Object> values = new Oracle(view, RandomViews.COLUMNS).at(at, of);
        long latest =
                of.stream()
                        .filter(event -> event.visibleMicros() <= at)
                        .mapToLong(Event::timeMicros)
                        .max()
                        .orElse(at);
        if (view.timeToLive().isPresent()
                && at - latest > view.timeToLive().get().toMillis() * 1_000) {
            Collections.fill(values, null);
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                values.set(i, view.features().get(i).fallback().orElse(null));
            }
        }
        return values;
    }

    public long seed() {
        return seed;
    }

    /// The generator for further random choices.
    public Random random() {
        return random;
    }

    public RandomViews chance() {
        return chance;
    }

    public FeatureView view() {
        return view;
    }

    public FeatureDefinitions definitions() {
        return definitions;
    }

    /// The declared location of the source.
    public String file() {
        return source + ".parquet";
    }

    /// The rows of the source, with the columns of [RandomViews#COLUMNS].
    public List<List<@Nullable Object>> rows() {
        return rows;
    }

    /// Whether the source has an id for duplicates.
    public boolean hasId() {
        return hasId;
    }

    /// The number of rows that are events of no entity.
    public int leftOutCount() {
        return leftOut;
    }

    /// The events of entities, without duplicates.
    public Map<String, List<ImmutableEvent>> events() {
        return events;
    }

    /// A random entity, often one with events; null at times.
    public @Nullable String entity() {
        int number = random.nextInt(ENTITIES + 2);
        return number > ENTITIES ? null : "entity " + number;
    }

    /// Combines the definitions of histories with different versions.
    public static FeatureDefinitions together(List<RandomHistory> histories) {
        var sources = new TreeMap<SourceName, EventSource>();
        var views = new TreeMap<ViewReference, FeatureView>();
        for (RandomHistory history : histories) {
            sources.putAll(history.definitions.sources());
            views.putAll(history.definitions.views());
        }
        return new FeatureDefinitions(
                histories.getFirst().definitions.entities(), sources, views, new TreeMap<>());
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + view + ", created " + hasCreated + ", id " + hasId;
    }
}
