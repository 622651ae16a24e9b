package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.ValueType;
import dev.berth.features.Oracle;
import dev.berth.features.RandomHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.duckdb.engine.Database;
import dev.berth.features.duckdb.engine.DatabaseSettings;
import dev.berth.features.duckdb.engine.Session;
import dev.berth.features.event.Event;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Joins and histories against the definition, on views, events and instants by chance.
class JoinOracleTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 80 * Integer.getInteger("berth.cases.factor", 1);
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
            spine.add(Arrays.asList((long) i, scenario.entity(), scenario.chance().instant()));
        }
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("number", FeatureType.of(ValueType.INT64));
        columns.put("who", TEXT);
        columns.put("when", TIME);
        Tables.write(session, folder.resolve("spine.parquet"), columns, spine);

        var use = new FeatureUse(scenario.view().reference(), Map.of("entity", "who"));
        var join =
                new PointInTimeJoin(
                        database, scenario.definitions(), new SourcePathResolver(folder, Map.of()));
        JoinReport report =
                join.run(
                        new JoinRequest(
                                new Spine(
                                        folder.resolve("spine.parquet"),
                                        DataSourceConfig.Format.PARQUET,
                                        "when",
                                        ZoneOffset.UTC),
                                List.of(
                                        JoinedView.of(
                                                use,
                                                scenario.view().features().stream()
                                                        .map(Feature::name)
                                                        .toList())),
                                folder.resolve("joined.parquet"),
                                DataSourceConfig.Format.PARQUET));

        assertThat(report.rowCount()).isEqualTo(SPINE_ROWS);
        assertThat(report.views().getFirst())
                .isEqualTo(
                        new JoinReport.ViewReport(
                                "random", scenario.rows().size(), scenario.leftOutCount()));
        List<FeatureType> types = new ArrayList<>(columns.values());
        scenario.view().features().forEach(feature -> types.add(feature.type()));
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
                    .as("%s: %s", scenario, scenario.events().get(entity == null ? "" : entity))
                    .isEqualTo(expected);
        }
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
            // Where entities have several, not all of them, which would say the same.
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

    /// All but the key.
    private static String columns(Event event) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 1; i < COLUMNS.size(); i++) {
            values.add(event.value(i));
        }
        return event.timeMicros() + "/" + event.createdMicros() + values;
    }
}
