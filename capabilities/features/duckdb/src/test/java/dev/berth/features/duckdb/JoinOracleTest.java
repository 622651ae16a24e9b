package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ValueType;
import dev.berth.features.Oracle;
import dev.berth.features.RandomHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.event.Event;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinSelection;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of joins and histories against the definition, on random views, events and instants.
class JoinOracleTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 15 * Integer.getInteger("berth.cases.factor", 1);
    private static final int ENTITIES = 12;
    private static final int SPINE_ROWS = 60;
    private static final List<String> COLUMNS = List.copyOf(RandomViews.COLUMNS.keySet());
    private static final Map<String, FeatureType> SPINE = spineColumns();

    @TempDir private Path folder;
    private Database database;
    private Session session;

    private static Map<String, FeatureType> spineColumns() {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("number", FeatureType.of(ValueType.INT64));
        columns.put("who", FeatureType.of(ValueType.STRING));
        columns.put("whom", FeatureType.of(ValueType.STRING));
        columns.put("when", FeatureType.of(ValueType.TIMESTAMP));
        return columns;
    }

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

    @Test
    void join_anythingByChance_isWhatTheDefinitionSays() {
        for (int i = 0; i < ROUNDS; i++) {
            checkJoin(new RandomHistory(SEED + i, 1));
        }
    }

    private void checkJoin(RandomHistory scenario) {
        Tables.write(
                session, folder.resolve(scenario.file()), RandomViews.COLUMNS, scenario.rows());
        List<List<@Nullable Object>> spine = new ArrayList<>();
        for (int i = 0; i < SPINE_ROWS; i++) {
            spine.add(
                    Arrays.asList(
                            (long) i,
                            scenario.entity(),
                            scenario.entity(),
                            scenario.chance().instant()));
        }
        Tables.write(session, folder.resolve("spine.parquet"), SPINE, spine);

        List<JoinedView> views = views(scenario);
        var join =
                new PointInTimeJoin(
                        database, scenario.definitions(), new SourcePathResolver(folder, Map.of()));
        JoinReport report =
                join.run(
                        new JoinRequest(
                                new Spine(folder.resolve("spine.parquet"), "when", ZoneOffset.UTC),
                                views,
                                folder.resolve("joined.parquet")));

        assertThat(report.rowCount()).isEqualTo(SPINE_ROWS);
        assertThat(report.views())
                .isEqualTo(
                        views.stream()
                                .map(
                                        view ->
                                                new JoinReport.ViewReport(
                                                        view.name(),
                                                        scenario.rows().size(),
                                                        scenario.leftOutCount()))
                                .toList());
        List<FeatureType> types = new ArrayList<>(SPINE.values());
        for (JoinedView view : views) {
            view.requireFeatures(scenario.view()).forEach(feature -> types.add(feature.type()));
        }
        List<List<@Nullable Object>> joined =
                Tables.read(
                        session,
                        "FROM read_parquet('" + folder.resolve("joined.parquet") + "')",
                        types);
        assertThat(joined).hasSize(SPINE_ROWS);
        for (int i = 0; i < SPINE_ROWS; i++) {
            List<@Nullable Object> expected = new ArrayList<>(spine.get(i));
            for (JoinedView view : views) {
                expected.addAll(expected(scenario, view, spine.get(i)));
            }
            assertThat(joined.get(i))
                    .as("row %d, %s of %s: %s", i, views, scenario, scenario.events())
                    .isEqualTo(expected);
        }
    }

    /// The view for one key of a row, for two under two names, or through a service with some
    /// features of each key.
    private static List<JoinedView> views(RandomHistory scenario) {
        List<FeatureName> features =
                scenario.view().features().stream().map(Feature::name).toList();
        return switch ((int) Math.floorMod(scenario.seed(), 3L)) {
            case 0 ->
                    List.of(
                            JoinedView.of(
                                    new FeatureUse(
                                            scenario.view().reference(), Map.of("entity", "who")),
                                    features));
            case 1 ->
                    new JoinSelection(
                                    scenario.definitions(),
                                    Map.of("from.entity", "who", "to.entity", "whom"))
                            .named(List.of("from=random", "to=random"));
            default -> ofService(scenario, features);
        };
    }

    private static List<JoinedView> ofService(RandomHistory scenario, List<FeatureName> features) {
        List<FeatureService.Entry> entries = new ArrayList<>();
        for (FeatureName feature : features) {
            var reference = new FeatureReference(scenario.view().reference(), feature);
            if (entries.isEmpty() || scenario.random().nextBoolean()) {
                entries.add(
                        new FeatureService.Entry(
                                new FeatureSelection(reference, Map.of("entity", "who")),
                                Optional.empty()));
            }
            entries.add(
                    new FeatureService.Entry(
                            new FeatureSelection(reference, Map.of("entity", "other")),
                            Optional.of("other_" + feature)));
        }
        var service =
                new FeatureService(
                        ServiceReference.of("pair", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        entries,
                        scenario.view().location());
        FeatureDefinitions definitions =
                scenario.definitions()
                        .withServices(new TreeMap<>(Map.of(service.reference(), service)));
        return new JoinSelection(definitions, Map.of("other", "whom")).ofService("pair");
    }

    /// The expected values of a joined view, for the row's key.
    private static List<@Nullable Object> expected(
            RandomHistory scenario, JoinedView view, List<@Nullable Object> row) {
        int key = List.copyOf(SPINE.keySet()).indexOf(view.use().field("entity"));
        List<@Nullable Object> all = scenario.expected((String) row.get(key), (Long) row.getLast());
        List<@Nullable Object> values = new ArrayList<>();
        for (FeatureName feature : view.features()) {
            for (int i = 0; i < all.size(); i++) {
                if (scenario.view().features().get(i).name().equals(feature)) {
                    values.add(all.get(i));
                }
            }
        }
        return values;
    }

    @Test
    void visit_anythingByChance_showsTheEventsInOrder() {
        for (int i = 0; i < ROUNDS; i++) {
            checkHistory(new RandomHistory(SEED + i, 1));
        }
    }

    private void checkHistory(RandomHistory scenario) {
        Tables.write(
                session, folder.resolve(scenario.file()), RandomViews.COLUMNS, scenario.rows());
        long after =
                scenario.random().nextInt(3) == 0 ? Long.MIN_VALUE : scenario.chance().instant();
        long until = Math.max(after, scenario.chance().instant());
        String behind = "entity " + scenario.random().nextInt(ENTITIES);
        boolean isLatest = !scenario.view().isWindowed();
        int[] wanted = new int[1];
        Map<String, List<String>> expected = new LinkedHashMap<>();
        scenario.events()
                .forEach(
                        (entity, events) -> {
                            List<ImmutableEvent> within =
                                    events.stream()
                                            .filter(event -> event.visibleMicros() > after)
                                            .filter(event -> event.visibleMicros() <= until)
                                            .toList();
                            if (entity.compareTo(behind) > 0 && !within.isEmpty()) {
                                expected.put(
                                        entity, isLatest ? latest(scenario, within) : all(within));
                                wanted[0] += within.size();
                            }
                        });
        Map<String, List<ImmutableEvent>> visited = new LinkedHashMap<>();
        new DuckDbOfflineStore(
                        database, scenario.definitions(), new SourcePathResolver(folder, Map.of()))
                .visit(
                        new HistoryQuery(
                                scenario.view(),
                                after,
                                until,
                                Optional.of(List.of(behind)),
                                isLatest),
                        (key, event) ->
                                visited.computeIfAbsent(
                                                (String) key.getFirst(), _ -> new ArrayList<>())
                                        .add(ImmutableEvent.copyOf(event, COLUMNS.size())));
        Map<String, List<String>> found = new LinkedHashMap<>();
        visited.forEach(
                (entity, events) ->
                        found.put(entity, isLatest ? latest(scenario, events) : all(events)));
        assertThat(found.toString())
                .as("seed %d, %s", scenario.seed(), scenario.view())
                .isEqualTo(expected.toString());
        if (isLatest && !scenario.hasId() && wanted[0] >= 3 * expected.size()) {
            // With several entities some of them, since all would be the same query.
            visited.values()
                    .forEach(
                            events ->
                                    assertThat(events.stream().map(Event::timeMicros).distinct())
                                            .hasSize(1));
        }
    }

    private static List<String> all(List<ImmutableEvent> events) {
        return events.stream().map(JoinOracleTest::columns).sorted().toList();
    }

    private static List<String> latest(RandomHistory scenario, List<ImmutableEvent> events) {
        return List.of(
                "" + new Oracle(scenario.view(), RandomViews.COLUMNS).at(Long.MAX_VALUE, events));
    }

    /// All columns but the key.
    private static String columns(Event event) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 1; i < COLUMNS.size(); i++) {
            values.add(event.value(i));
        }
        return event.timeMicros() + "/" + event.createdMicros() + values;
    }
}
