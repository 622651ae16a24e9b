package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Origin;
import dev.berth.core.feature.Source;
import dev.berth.core.feature.ValueType;
import dev.berth.features.Oracle;
import dev.berth.features.RandomViews;
import dev.berth.features.duckdb.engine.Database;
import dev.berth.features.duckdb.engine.DatabaseSettings;
import dev.berth.features.duckdb.engine.Session;
import dev.berth.features.event.Event;
import dev.berth.features.event.PlainEvent;
import dev.berth.features.event.ValueOrder;
import dev.berth.features.history.HistoryQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Joins and histories against the definition, on views, events and instants by chance.
class JoinOracleTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 80;
    private static final int ENTITIES = 12;
    private static final int SPINE_ROWS = 60;
    private static final List<String> COLUMNS = List.copyOf(RandomViews.COLUMNS.keySet());
    private static final FeatureType TEXT = FeatureType.of(ValueType.STRING);
    private static final FeatureType TIME = FeatureType.of(ValueType.TIMESTAMP);

    @TempDir private Path folder;
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 2));
        session = database.connect();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    /// One view with its source and events.
    private static final class Scenario {
        final long seed;
        final Random random;
        final RandomViews chance;
        final boolean hasCreated;
        final boolean hasId;
        final FeatureView view;
        final FeatureDefinitions definitions;
        final Map<String, List<PlainEvent>> events = new TreeMap<>();
        final List<List<@Nullable Object>> rows = new ArrayList<>();
        int leftOut;

        Scenario(long seed) {
            this.seed = seed;
            random = new Random(seed);
            chance = new RandomViews(random);
            hasCreated = random.nextBoolean();
            hasId = random.nextInt(3) == 0;
            view = settings(random.nextBoolean() ? chance.columnar(1) : chance.windowed(1));
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
            List<PlainEvent> made = chance.events(count, hasCreated);
            events.put(entity, hasId ? distinct(made) : made);
            made.forEach(event -> rows.add(row(entity, event)));
        }

        private List<@Nullable Object> row(String entity, PlainEvent event) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 0; i < COLUMNS.size(); i++) {
                row.add(event.value(i));
            }
            row.set(0, entity);
            // NaN is there, though it counts as missing.
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
                    plain.source(),
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
            Source source = plain.sourceOf(view);
            Source with =
                    new Source(
                            source.name(),
                            "",
                            Optional.empty(),
                            source.origin(),
                            source.time(),
                            source.created(),
                            hasId ? Optional.of("text") : Optional.empty(),
                            source.zone(),
                            source.columns(),
                            source.location());
            return new FeatureDefinitions(
                    plain.entities(),
                    new TreeMap<>(Map.of(source.name(), with)),
                    plain.views(),
                    plain.onDemand());
        }

        /// Of the events with one id that which was known first.
        private static List<PlainEvent> distinct(List<PlainEvent> events) {
            Map<Object, PlainEvent> first = new HashMap<>();
            List<PlainEvent> kept = new ArrayList<>();
            Comparator<PlainEvent> order =
                    Comparator.comparingLong(PlainEvent::createdMicros)
                            .thenComparingLong(PlainEvent::timeMicros);
            for (int i = 3; i < COLUMNS.size(); i++) {
                int column = i;
                ValueType type = List.copyOf(RandomViews.COLUMNS.values()).get(i).element();
                order =
                        order.thenComparing(
                                (a, b) ->
                                        ValueOrder.compare(type, b.value(column), a.value(column)));
            }
            for (PlainEvent event : events) {
                Object id = event.value(COLUMNS.indexOf("text"));
                if (id == null) {
                    kept.add(event);
                } else {
                    first.merge(id, event, java.util.function.BinaryOperator.minBy(order));
                }
            }
            kept.addAll(first.values());
            return kept;
        }

        List<@Nullable Object> expected(@Nullable String entity, long at) {
            List<PlainEvent> of =
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
    }

    @Test
    void join_anythingByChance_isWhatTheDefinitionSays() {
        for (int i = 0; i < ROUNDS; i++) {
            checkJoin(new Scenario(SEED + i));
        }
    }

    private void checkJoin(Scenario scenario) {
        Tables.write(session, folder.resolve("events.parquet"), RandomViews.COLUMNS, scenario.rows);
        List<List<@Nullable Object>> spine = new ArrayList<>();
        for (int i = 0; i < SPINE_ROWS; i++) {
            int entity = scenario.random.nextInt(ENTITIES + 2);
            spine.add(
                    Arrays.asList(
                            (long) i,
                            entity > ENTITIES ? null : "entity " + entity,
                            scenario.chance.instant()));
        }
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("number", FeatureType.of(ValueType.INT64));
        columns.put("who", TEXT);
        columns.put("when", TIME);
        Tables.write(session, folder.resolve("spine.parquet"), columns, spine);

        var use = new FeatureUse(scenario.view.reference(), Map.of("entity", "who"));
        var join =
                new PointInTimeJoin(
                        database, scenario.definitions, new SourcePlace(folder, Map.of()));
        JoinReport report =
                join.run(
                        new JoinRequest(
                                new Spine(
                                        folder.resolve("spine.parquet"),
                                        Origin.Format.PARQUET,
                                        "when",
                                        ZoneOffset.UTC),
                                List.of(
                                        JoinedView.of(
                                                use,
                                                scenario.view.features().stream()
                                                        .map(Feature::name)
                                                        .toList())),
                                folder.resolve("joined.parquet"),
                                Origin.Format.PARQUET));

        assertThat(report.rowCount()).isEqualTo(SPINE_ROWS);
        assertThat(report.views().getFirst())
                .isEqualTo(
                        new JoinReport.ViewReport(
                                "random", scenario.rows.size(), scenario.leftOut));
        List<FeatureType> types = new ArrayList<>(columns.values());
        scenario.view.features().forEach(feature -> types.add(feature.type()));
        List<List<@Nullable Object>> joined =
                Tables.read(
                        session,
                        "FROM read_parquet('" + folder.resolve("joined.parquet") + "')",
                        types);
        assertThat(joined).hasSize(SPINE_ROWS);
        for (int i = 0; i < SPINE_ROWS; i++) {
            List<@Nullable Object> row = spine.get(i);
            String entity = (String) row.get(1);
            long at = (Long) row.get(2);
            List<@Nullable Object> expected = new ArrayList<>(row);
            expected.addAll(scenario.expected(entity, at));
            assertThat(joined.get(i))
                    .as(
                            "seed %d, %s, created %s, id %s: %s",
                            scenario.seed,
                            scenario.view,
                            scenario.hasCreated,
                            scenario.hasId,
                            scenario.events.get(entity == null ? "" : entity))
                    .isEqualTo(expected);
        }
    }

    @Test
    void visit_anythingByChance_showsTheEventsInOrder() {
        for (int i = 0; i < ROUNDS; i++) {
            checkHistory(new Scenario(SEED + i));
        }
    }

    private void checkHistory(Scenario scenario) {
        Tables.write(session, folder.resolve("events.parquet"), RandomViews.COLUMNS, scenario.rows);
        long after = scenario.random.nextInt(3) == 0 ? Long.MIN_VALUE : scenario.chance.instant();
        long until = Math.max(after, scenario.chance.instant());
        String behind = "entity " + scenario.random.nextInt(ENTITIES);
        boolean isLatest = !scenario.view.isWindowed();
        Map<String, List<String>> expected = new LinkedHashMap<>();
        scenario.events.forEach(
                (entity, events) -> {
                    List<PlainEvent> within =
                            events.stream()
                                    .filter(event -> event.visibleMicros() > after)
                                    .filter(event -> event.visibleMicros() <= until)
                                    .toList();
                    if (entity.compareTo(behind) > 0 && !within.isEmpty()) {
                        expected.put(entity, isLatest ? latest(scenario, within) : all(within));
                    }
                });
        Map<String, List<PlainEvent>> visited = new LinkedHashMap<>();
        new DuckHistory(database, scenario.definitions, new SourcePlace(folder, Map.of()))
                .visit(
                        new HistoryQuery(
                                scenario.view,
                                after,
                                until,
                                Optional.of(List.of(behind)),
                                isLatest),
                        (key, event) ->
                                visited.computeIfAbsent(
                                                (String) key.getFirst(), _ -> new ArrayList<>())
                                        .add(PlainEvent.copyOf(event, COLUMNS.size())));
        Map<String, List<String>> found = new LinkedHashMap<>();
        visited.forEach(
                (entity, events) ->
                        found.put(entity, isLatest ? latest(scenario, events) : all(events)));
        assertThat(found.toString())
                .as("seed %d, %s", scenario.seed, scenario.view)
                .isEqualTo(expected.toString());
        if (isLatest && !scenario.hasId) {
            // Not all of them, which would say the same.
            visited.values()
                    .forEach(
                            events ->
                                    assertThat(events.stream().map(Event::timeMicros).distinct())
                                            .hasSize(1));
        }
    }

    private static List<String> all(List<PlainEvent> events) {
        return events.stream().map(JoinOracleTest::columns).sorted().toList();
    }

    private static List<String> latest(Scenario scenario, List<PlainEvent> events) {
        return List.of(
                "" + new Oracle(scenario.view, RandomViews.COLUMNS).at(Long.MAX_VALUE, events));
    }

    /// All but the key.
    private static String columns(Event event) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 1; i < COLUMNS.size(); i++) {
            values.add(event.value(i));
        }
        return event.timeMicros() + "/" + event.createdMicros() + values;
    }
}
