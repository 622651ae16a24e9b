package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ValueType;
import dev.berth.features.RandomHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.PointInTimeJoin;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.duckdb.Tables;
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
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of Spark against the definition and DuckDB, on the same files: random views, events and
/// instants.
class SparkParityTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int JOINS = 2 * Integer.getInteger("berth.cases.factor", 1);
    private static final int VIEWS = 6;
    private static final int SPINE_ROWS = 60;
    private static final Map<String, FeatureType> SPINE = spineColumns();

    @TempDir private Path folder;
    private Database database;
    private Session session;
    private final SparkSession spark = LocalSpark.session();

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

    private static Map<String, FeatureType> spineColumns() {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("number", FeatureType.of(ValueType.INT64));
        columns.put("who", FeatureType.of(ValueType.STRING));
        columns.put("when", FeatureType.of(ValueType.TIMESTAMP));
        return columns;
    }

    @Test
    void join_anythingByChance_isWhatTheDefinitionSaysAndWhatDuckDbGives() {
        for (int i = 0; i < JOINS; i++) {
            List<RandomHistory> histories = new ArrayList<>();
            for (int view = 1; view <= VIEWS; view++) {
                histories.add(new RandomHistory(SEED + 1_000L * i + view, view));
            }
            checkJoin(histories);
        }
    }

    private void checkJoin(List<RandomHistory> histories) {
        for (RandomHistory history : histories) {
            Tables.write(
                    session, folder.resolve(history.file()), RandomViews.COLUMNS, history.rows());
        }
        List<List<@Nullable Object>> spine = new ArrayList<>();
        RandomHistory first = histories.getFirst();
        for (int i = 0; i < SPINE_ROWS; i++) {
            spine.add(Arrays.asList((long) i, first.entity(), first.chance().instant()));
        }
        Tables.write(session, folder.resolve("spine.parquet"), SPINE, spine);
        FeatureDefinitions definitions = RandomHistory.together(histories);
        List<JoinedView> views = histories.stream().map(SparkParityTest::joined).toList();

        // Through one service of all features: the join is the same.
        JoinReport ofSpark = joinWithSpark(definitions, byService(definitions, histories));
        JoinReport ofDuckDb = joinWithDuckDb(definitions, views);

        assertThat(ofSpark).isEqualTo(ofDuckDb);
        List<List<@Nullable Object>> bySpark = read(histories, "spark.parquet/*.parquet");
        List<List<@Nullable Object>> byDuckDb = read(histories, "duckdb.parquet");
        assertThat(bySpark).hasSize(SPINE_ROWS);
        for (int i = 0; i < SPINE_ROWS; i++) {
            String entity = (String) spine.get(i).get(1);
            long at = (Long) spine.get(i).get(2);
            List<@Nullable Object> expected = new ArrayList<>(spine.get(i));
            histories.forEach(history -> expected.addAll(history.expected(entity, at)));
            assertThat(bySpark.get(i)).as("row %d of %s", i, histories).isEqualTo(expected);
            assertThat(bySpark.get(i)).as("row %d of %s", i, histories).isEqualTo(byDuckDb.get(i));
        }
    }

    private static JoinedView joined(RandomHistory history) {
        return new JoinedView(
                history.view().reference().toString().replace('@', '_'),
                new FeatureUse(history.view().reference(), Map.of("entity", "who")),
                history.view().features().stream().map(Feature::name).toList());
    }

    private static List<JoinedView> byService(
            FeatureDefinitions definitions, List<RandomHistory> histories) {
        List<FeatureService.Entry> entries = new ArrayList<>();
        for (RandomHistory history : histories) {
            for (Feature feature : history.view().features()) {
                var reference = new FeatureReference(history.view().reference(), feature.name());
                // By the request field of the key, or by the key, which is a column of the spine.
                Map<String, String> keys =
                        entries.size() % 2 == 0 ? Map.of("entity", "of_row") : Map.of();
                entries.add(
                        new FeatureService.Entry(
                                new FeatureSelection(reference, keys), Optional.empty()));
            }
        }
        var service =
                new FeatureService(
                        ServiceReference.of("all", 1),
                        "all features",
                        Optional.empty(),
                        List.of(),
                        entries,
                        histories.getFirst().view().location());
        FeatureDefinitions known =
                definitions.withServices(new TreeMap<>(Map.of(service.reference(), service)));
        return new JoinSelection(known, Map.of("entity", "who", "of_row", "who")).ofService("all");
    }

    private JoinReport joinWithSpark(FeatureDefinitions definitions, List<JoinedView> views) {
        var spine =
                new SpineFiles(folder.resolve("spine.parquet").toString(), "when", ZoneOffset.UTC);
        return new SparkJoin(spark, definitions, new SourcePathResolver(folder, Map.of()))
                .run(
                        new SparkJoinRequest(
                                spine, views, folder.resolve("spark.parquet").toString()));
    }

    private JoinReport joinWithDuckDb(FeatureDefinitions definitions, List<JoinedView> views) {
        var spine = new Spine(folder.resolve("spine.parquet"), "when", ZoneOffset.UTC);
        return new PointInTimeJoin(database, definitions, new SourcePathResolver(folder, Map.of()))
                .run(new JoinRequest(spine, views, folder.resolve("duckdb.parquet")));
    }

    private List<List<@Nullable Object>> read(List<RandomHistory> histories, String files) {
        List<FeatureType> types = new ArrayList<>(SPINE.values());
        for (RandomHistory history : histories) {
            history.view().features().forEach(feature -> types.add(feature.type()));
        }
        return Tables.read(session, "FROM read_parquet('" + folder.resolve(files) + "')", types);
    }
}
