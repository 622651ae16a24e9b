package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.features.RandomComputed;
import dev.berth.features.RandomHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of joined on-demand features against the same read online at the same instant.
class OnDemandJoinCasesTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 8 * Integer.getInteger("berth.cases.factor", 1);
    private static final int SPINE_ROWS = 40;

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
    void join_onDemandByChance_isWhatIsReadOnline() {
        for (int i = 0; i < ROUNDS; i++) {
            check(new RandomHistory(SEED + i, 1));
        }
    }

    private void check(RandomHistory history) {
        var scenario = new RandomComputed(history);
        Tables.write(session, folder.resolve(history.file()), RandomViews.COLUMNS, history.rows());
        List<List<@Nullable Object>> spine = scenario.spine(SPINE_ROWS);
        Tables.write(session, folder.resolve("spine.parquet"), RandomComputed.SPINE, spine);

        List<JoinedView> views = new ArrayList<>(List.of(scenario.joined()));
        if (history.random().nextBoolean()) {
            views.add(stored(history));
        }
        join(scenario, views);

        List<FeatureType> types = new ArrayList<>(RandomComputed.SPINE.values());
        scenario.view().features().forEach(feature -> types.add(feature.type()));
        List<List<@Nullable Object>> joined =
                Tables.read(
                        session,
                        "SELECT "
                                + names(scenario)
                                + " FROM read_parquet('"
                                + folder.resolve("joined.parquet")
                                + "')",
                        types);
        List<List<@Nullable Object>> online = scenario.online(spine);
        assertThat(joined).hasSize(SPINE_ROWS);
        for (int i = 0; i < SPINE_ROWS; i++) {
            List<@Nullable Object> expected = new ArrayList<>(spine.get(i));
            expected.addAll(online.get(i));
            assertThat(RandomComputed.comparable(joined.get(i)))
                    .as("row %d of %s", i, scenario)
                    .isEqualTo(RandomComputed.comparable(expected));
        }
    }

    private static JoinedView stored(RandomHistory history) {
        return JoinedView.of(
                new FeatureUse(history.view().reference(), Map.of("entity", "who")),
                List.of(history.view().features().getLast()).stream().map(Feature::name).toList());
    }

    private static String names(RandomComputed scenario) {
        List<String> names = new ArrayList<>();
        RandomComputed.SPINE.keySet().forEach(name -> names.add(Sql.identifier(name)));
        scenario.view()
                .features()
                .forEach(feature -> names.add(scenario.joined().column(feature.name())));
        return String.join(", ", names);
    }

    private void join(RandomComputed scenario, List<JoinedView> views) {
        new PointInTimeJoin(
                        database, scenario.definitions(), new SourcePathResolver(folder, Map.of()))
                .run(
                        new JoinRequest(
                                new Spine(folder.resolve("spine.parquet"), "when", ZoneOffset.UTC),
                                views,
                                folder.resolve("joined.parquet")));
    }
}
