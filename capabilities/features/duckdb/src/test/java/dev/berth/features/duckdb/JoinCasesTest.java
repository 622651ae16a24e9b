package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests of spine formats, several uses of a view, lists, and invalid joins.
class JoinCasesTest extends OpenedOrders {
    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("test.yaml"), 1);
    private static final String EVENTS =
            "SELECT '007' AS name, 1 AS shop, TIMESTAMP '2024-07-15 10:00:00' AS seen, 5::INT AS"
                    + " visits, [1.5, NULL]::FLOAT[] AS embedding UNION ALL SELECT '7', 1,"
                    + " TIMESTAMP '2024-07-15 10:00:00', 6, [2.5]";

    private FeatureDefinitions definitions;

    @BeforeEach
    void describe() {
        definitions = definitions();
        parquet("events.parquet", EVENTS);
    }

    private static FeatureDefinitions definitions() {
        var person =
                new Entity(
                        new EntityName("person"), "person", ValueType.STRING, "", Optional.empty());
        var shop =
                new Entity(new EntityName("shop"), "shop", ValueType.INT32, "", Optional.empty());
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("name", FeatureType.of(ValueType.STRING));
        columns.put("shop", FeatureType.of(ValueType.INT32));
        columns.put("seen", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("visits", FeatureType.of(ValueType.INT32));
        columns.put("embedding", FeatureType.listOf(ValueType.FLOAT32));
        var source =
                new EventSource(
                        new SourceName("visits"),
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Files("parquet", List.of("events.parquet")),
                        "seen",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneId.of("UTC"),
                        columns,
                        NOWHERE);
        Map<EntityName, String> keys = new LinkedHashMap<>();
        keys.put(person.name(), "name");
        keys.put(shop.name(), "shop");
        var view =
                new FeatureView(
                        ViewReference.of("regulars", 2),
                        "",
                        Optional.empty(),
                        List.of(),
                        keys,
                        source.name(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(
                                feature("visits", columns, Optional.of(0)),
                                feature("embedding", columns, Optional.of(List.of(0.1f, -0.5f))),
                                feature("seen", columns, Optional.empty())),
                        NOWHERE);
        return new FeatureDefinitions(
                new TreeMap<>(Map.of(person.name(), person, shop.name(), shop)),
                new TreeMap<>(Map.of(source.name(), source)),
                new TreeMap<>(Map.of(view.reference(), view)),
                new TreeMap<>());
    }

    private static Feature feature(
            String name, Map<String, FeatureType> columns, Optional<Object> fallback) {
        FeatureType type = columns.getOrDefault(name, FeatureType.of(ValueType.BOOL));
        return new Feature(
                new FeatureName(name),
                type,
                "",
                Optional.empty(),
                fallback,
                new FeatureComputation.FromColumn(name));
    }

    private static JoinedView joined(String name, Map<String, String> fields, String... features) {
        return new JoinedView(
                name,
                new FeatureUse(ViewReference.of("regulars", 2), fields),
                List.of(features).stream().map(FeatureName::new).toList());
    }

    private JoinReport join(String spine, String time, List<JoinedView> views) {
        return new PointInTimeJoin(database, definitions, new SourcePathResolver(folder, Map.of()))
                .run(
                        new JoinRequest(
                                new Spine(folder.resolve(spine), time, ZoneId.of("Europe/Berlin")),
                                views,
                                folder.resolve("joined.csv")));
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("joined.csv"));
    }

    private Problem problem(String spine, String time, List<JoinedView> views) {
        return catchThrowableOfType(ProblemException.class, () -> join(spine, time, views))
                .problem();
    }

    @Test
    void spine_csv_keepsItsTextsAndRows() throws IOException {
        Files.writeString(
                folder.resolve("spine.csv"),
                """
                label,person,shop,day
                b,007,1,2024-07-15 12:00:00
                a,7,1,2024-07-15T10:00:00Z
                c,7,1,2024-07-15 11:59:59.999999
                d,,1,2024-07-16
                e,7,99999999999,2024-07-16
                """);
        join("spine.csv", "day", List.of(joined("r", Map.of(), "visits", "embedding")));
        assertThat(lines())
                .containsExactly(
                        "label,person,shop,day,r__visits,r__embedding",
                        "b,007,1,2024-07-15 12:00:00,5,\"[1.5, NULL]\"",
                        "a,7,1,2024-07-15T10:00:00Z,6,[2.5]",
                        "c,7,1,2024-07-15 11:59:59.999999,0,\"[0.1, -0.5]\"",
                        "d,,1,2024-07-16,0,\"[0.1, -0.5]\"",
                        "e,7,99999999999,2024-07-16,0,\"[0.1, -0.5]\"");
    }

    @Test
    void spine_json_isRead() throws IOException {
        Files.writeString(
                folder.resolve("spine.json"),
                """
                {"person": "007", "shop": 1, "day": "2024-07-15T06:00:00-04:00"}
                {"person": "7", "shop": 1, "day": "2024-07-15 11:00:00", "label": true}
                """);
        join("spine.json", "day", List.of(joined("regulars", Map.of(), "visits")));
        assertThat(lines())
                .containsExactly(
                        "person,shop,day,label,regulars__visits",
                        "007,1,2024-07-15T06:00:00-04:00,,5",
                        "7,1,2024-07-15 11:00:00,true,0");
    }

    @Test
    void view_usedTwice_isReadForEachKey() throws IOException {
        parquet(
                "spine.parquet",
                "SELECT '007' AS person, '7' AS friend, 1 AS shop, TIMESTAMPTZ '2024-07-15"
                        + " 12:00:00+00' AS day");
        join(
                "spine.parquet",
                "day",
                List.of(
                        joined("own", Map.of(), "visits", "seen"),
                        joined("friends", Map.of("person", "friend"), "visits")));
        assertThat(lines())
                .containsExactly(
                        "person,friend,shop,day,own__visits,own__seen,friends__visits",
                        "007,7,1,2024-07-15 12:00:00+00,5,2024-07-15 10:00:00+00,6");
    }

    @Test
    void join_again_replacesTheOutputAndLeavesNothing() throws IOException {
        parquet("spine.parquet", "SELECT '7' AS person, 1 AS shop, DATE '2024-07-16' AS day");
        List<JoinedView> views = List.of(joined("r", Map.of(), "visits"));
        join("spine.parquet", "day", views);
        List<String> first = lines();
        join("spine.parquet", "day", views);
        assertThat(lines()).isEqualTo(first);
        assertThat(new FileSchemaReader(session).tables("")).isEmpty();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void column_thatTwoHave_isRefused() {
        parquet("spine.parquet", "SELECT '7' AS person, 1 AS shop, DATE '2024-07-16' AS day");
        JoinedView twice = joined("r", Map.of(), "visits");
        Problem problem = problem("spine.parquet", "day", List.of(twice, twice));
        assertThat(problem.code()).isEqualTo(ProblemCode.PARAMETER_INVALID);
        assertThat(problem.message()).contains("r__visits");
    }

    @Test
    void key_thatTheSpineLacks_isSaid() {
        parquet("spine.parquet", "SELECT '7' AS persons, 1 AS shop, DATE '2024-07-16' AS day");
        Problem problem = problem("spine.parquet", "day", List.of(joined("r", Map.of(), "visits")));
        assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_INVALID);
        assertThat(problem.message()).contains("'person'", "did you mean 'persons'?");
    }

    @Test
    void key_ofAnotherType_isSaid() {
        parquet("spine.parquet", "SELECT 7 AS person, 1 AS shop, DATE '2024-07-16' AS day");
        assertThat(problem("spine.parquet", "day", List.of(joined("r", Map.of(), "visits"))).code())
                .isEqualTo(ProblemCode.TYPE_MISMATCH);
    }

    @Test
    void time_thatARowLacks_isSaidWithTheRow() {
        parquet(
                "spine.parquet",
                "SELECT '7' AS person, 1 AS shop, DATE '2024-07-16' AS day UNION ALL SELECT '7', 1,"
                        + " NULL");
        Problem problem = problem("spine.parquet", "day", List.of(joined("r", Map.of(), "visits")));
        assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_INVALID);
        assertThat(problem.message()).contains("row 1");
    }

    @Test
    void feature_thatIsNotDefined_isSaid() {
        parquet("spine.parquet", "SELECT '7' AS person, 1 AS shop, DATE '2024-07-16' AS day");
        assertThat(problem("spine.parquet", "day", List.of(joined("r", Map.of(), "visit"))).code())
                .isEqualTo(ProblemCode.FEATURE_NOT_FOUND);
    }

    @Test
    void cancel_underWay_endsTheJoinAndKeepsTheOutputThatWasThere() throws IOException {
        Files.writeString(folder.resolve("joined.csv"), "as it was");
        parquet(
                "spine.parquet",
                "SELECT (range % 1000)::VARCHAR AS person, 1 AS shop, DATE '2024-07-16' AS day FROM"
                        + " range(3000000)");
        var join =
                new PointInTimeJoin(
                        database, definitions, new SourcePathResolver(folder, Map.of()));
        var running =
                CompletableFuture.supplyAsync(
                        () ->
                                catchThrowableOfType(
                                        ProblemException.class,
                                        () ->
                                                join.run(
                                                        new JoinRequest(
                                                                new Spine(
                                                                        folder.resolve(
                                                                                "spine.parquet"),
                                                                        "day",
                                                                        ZoneId.of("UTC")),
                                                                List.of(
                                                                        joined(
                                                                                "r", Map.of(),
                                                                                "visits")),
                                                                folder.resolve("joined.csv")))));
        Await.until(() -> join.progress() >= 0.1 || running.isDone());
        join.cancel();
        assertThat(running.join().problem().code()).isEqualTo(ProblemCode.CANCELLED);
        assertThat(lines()).containsExactly("as it was");
        assertThat(new FileSchemaReader(session).tables("")).isEmpty();
    }
}
