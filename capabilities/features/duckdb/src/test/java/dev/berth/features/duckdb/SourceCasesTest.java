package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Derivation;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Origin;
import dev.berth.core.feature.Source;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.duckdb.engine.Database;
import dev.berth.features.duckdb.engine.DatabaseSettings;
import dev.berth.features.duckdb.engine.Session;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.SourcePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What sources do in the course of time, and how times are written.
class SourceCasesTest {
    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("test.yaml"), 1);

    @TempDir private Path folder;
    private Database database;
    private Session session;

    private String zone = "UTC";
    private Optional<EpochUnit> epoch = Optional.empty();
    private Optional<Transformation> transformation = Optional.empty();
    private final Map<String, FeatureType> columns = new LinkedHashMap<>();

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(128L << 20, folder.resolve("spill"), 2));
        session = database.connect();
        columns.put("who", FeatureType.of(ValueType.INT64));
        columns.put("seen", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("amount", FeatureType.of(ValueType.FLOAT64));
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private void parquet(String file, String select) {
        session.execute(
                "COPY ("
                        + select
                        + ") TO "
                        + Sql.text(folder.resolve(file).toString())
                        + " (FORMAT parquet)");
    }

    private static Origin.Files files(Origin.Format format, String path) {
        return new Origin.Files(format, List.of(path));
    }

    /// All events as `key time amount`, in order of key and time.
    private List<String> events(Origin origin, Map<String, String> environment) {
        var entity =
                new Entity(new EntityName("who"), "who", ValueType.INT64, "", Optional.empty());
        var source =
                new Source(
                        new SourceName("orders"),
                        "",
                        Optional.empty(),
                        origin,
                        "seen",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneId.of(zone),
                        columns,
                        NOWHERE,
                        epoch);
        var view =
                new FeatureView(
                        ViewReference.of("spending", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        Map.of(entity.name(), "who"),
                        source.name(),
                        transformation,
                        Optional.empty(),
                        List.of(
                                new Feature(
                                        new FeatureName("amount"),
                                        FeatureType.of(ValueType.FLOAT64),
                                        "",
                                        Optional.empty(),
                                        Optional.empty(),
                                        new Derivation.FromColumn("amount"))),
                        NOWHERE);
        var definitions =
                new FeatureDefinitions(
                        new TreeMap<>(Map.of(entity.name(), entity)),
                        new TreeMap<>(Map.of(source.name(), source)),
                        new TreeMap<>(Map.of(view.reference(), view)),
                        new TreeMap<>());
        List<String> events = new ArrayList<>();
        new DuckHistory(database, definitions, new SourcePlace(folder, environment))
                .visit(
                        new HistoryQuery(
                                view, Long.MIN_VALUE, Long.MAX_VALUE, Optional.empty(), false),
                        (key, event) ->
                                events.add(
                                        key.getFirst()
                                                + " "
                                                + Instant.EPOCH.plus(
                                                        event.timeMicros(), ChronoUnit.MICROS)
                                                + " "
                                                + event.value(2)));
        events.sort(null);
        return events;
    }

    private List<String> events(Origin origin) {
        return events(origin, Map.of());
    }

    private Problem problem(Origin origin) {
        return catchThrowableOfType(ProblemException.class, () -> events(origin)).problem();
    }

    private List<String> parquetEvents() {
        return events(files(Origin.Format.PARQUET, "*.parquet"));
    }

    private Problem parquetProblem() {
        return problem(files(Origin.Format.PARQUET, "*.parquet"));
    }

    @Test
    void column_renamedInALaterFile_isSaidWithItsNewName() {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        parquet(
                "2.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-02' AS seen, 2.5::DOUBLE AS amounts");
        Problem problem = parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_CHANGED);
        assertThat(problem.message())
                .contains("2.parquet", "'amount'", "orders", "did you mean 'amounts'?");
    }

    @Test
    void column_dropped_isSaid() {
        parquet("1.parquet", "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen");
        assertThat(parquetProblem().message()).contains("1.parquet", "no column 'amount'");
    }

    @Test
    void column_retypedInALaterFile_isSaidWithBothTypes() {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        parquet("2.parquet", "SELECT 1 AS who, TIMESTAMP '2024-01-02' AS seen, '2.5' AS amount");
        Problem problem = parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_CHANGED);
        assertThat(problem.message()).contains("2.parquet", "VARCHAR", "float64");
    }

    @Test
    void column_thatFitsWithoutLoss_isWidened() {
        parquet(
                "1.parquet",
                "SELECT 1::TINYINT AS who, DATE '2024-01-01' AS seen, 1.5::FLOAT AS amount");
        parquet(
                "2.parquet",
                "SELECT 2::BIGINT AS who, DATE '2024-01-02' AS seen, 7::INTEGER AS amount");
        assertThat(parquetEvents())
                .containsExactly("1 2024-01-01T00:00:00Z 1.5", "2 2024-01-02T00:00:00Z 7.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIGINT", "DECIMAL(10,2)", "UBIGINT"})
    void column_thatMayLoseSomething_isRefused(String type) {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, DATE '2024-01-01' AS seen, 1::" + type + " AS amount");
        assertThat(parquetProblem().code()).isEqualTo(ProblemCode.SOURCE_CHANGED);
    }

    @Test
    void column_newInALaterFile_isIgnored() {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        parquet(
                "2.parquet",
                "SELECT 'x' AS extra, 2.5::DOUBLE AS amount, {'a': 1, 'who': 'me'} AS nested,"
                        + " TIMESTAMP '2024-01-02' AS seen, 1 AS who");
        assertThat(parquetEvents())
                .containsExactly("1 2024-01-01T00:00:00Z 1.5", "1 2024-01-02T00:00:00Z 2.5");
    }

    @Test
    void column_onlyWithinAnotherColumn_isNotThere() {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, {'amount': 1.5::DOUBLE} AS inner");
        assertThat(parquetProblem().message()).contains("no column 'amount'");
    }

    @Test
    void files_none_areSaidWithTheirPattern() {
        Problem problem = parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("*.parquet", "orders");
    }

    @Test
    void file_thatIsNoParquet_isSaid() throws IOException {
        Files.writeString(folder.resolve("1.parquet"), "not a file of columns");
        assertThat(parquetProblem().code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
    }

    @Test
    void partitions_asFolders_areColumns() throws IOException {
        Files.createDirectories(folder.resolve("who=7"));
        parquet("who=7/1.parquet", "SELECT TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        assertThat(events(files(Origin.Format.PARQUET, "**/*.parquet")))
                .containsExactly("7 2024-01-01T00:00:00Z 1.5");
    }

    @Test
    void folder_ofTheNameOfAColumn_doesNotReplaceIt() throws IOException {
        Files.createDirectories(folder.resolve("who=7"));
        parquet(
                "who=7/1.parquet",
                "SELECT 8::BIGINT AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        assertThat(events(files(Origin.Format.PARQUET, "**/*.parquet")))
                .containsExactly("8 2024-01-01T00:00:00Z 1.5");
    }

    @Test
    void folder_ofTheNameOfAColumnOfTexts_doesNotReplaceIt() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("who=7"));
        Files.writeString(inner.resolve("1.csv"), "who,seen,amount\n8,2024-01-01,1.5\n");
        Files.writeString(
                inner.resolve("1.json"),
                """
                {"who": 8, "seen": "2024-01-01", "amount": 1.5}
                """);
        for (Origin.Format format : List.of(Origin.Format.CSV, Origin.Format.JSON)) {
            String name = format.name().toLowerCase(Locale.ROOT);
            assertThat(events(files(format, "**/*." + name)))
                    .as(name)
                    .containsExactly("8 2024-01-01T00:00:00Z 1.5");
        }
    }

    @Test
    void folder_ofTheNameOfAColumn_besideOneThatIsRead_isAProblem() throws IOException {
        Files.createDirectories(folder.resolve("who=7/amount=1.5"));
        parquet(
                "who=7/amount=1.5/1.parquet",
                "SELECT 8::BIGINT AS who, TIMESTAMP '2024-01-01' AS seen");
        assertThat(problem(files(Origin.Format.PARQUET, "**/*.parquet")).message())
                .contains("has a column who");
    }

    @ParameterizedTest
    @CsvSource({
        // Winter and summer.
        "Europe/Berlin, 2024-01-15 12:00:00, 2024-01-15T11:00:00Z",
        "Europe/Berlin, 2024-07-15 12:00:00, 2024-07-15T10:00:00Z",
        // Clocks went from 02:00 to 03:00: what they skipped is read by the offset before.
        "Europe/Berlin, 2024-03-31 01:59:59, 2024-03-31T00:59:59Z",
        "Europe/Berlin, 2024-03-31 02:30:00, 2024-03-31T01:30:00Z",
        "Europe/Berlin, 2024-03-31 03:00:00, 2024-03-31T01:00:00Z",
        // And back from 03:00 to 02:00: what they showed twice is the first of the two.
        "Europe/Berlin, 2024-10-27 02:30:00, 2024-10-27T00:30:00Z",
        "Europe/Berlin, 2024-10-27 03:00:00, 2024-10-27T02:00:00Z",
        "America/New_York, 1999-10-31 01:30:00.000001, 1999-10-31T05:30:00.000001Z",
        "Asia/Kolkata, 2024-01-01 00:00:00, 2023-12-31T18:30:00Z",
        "+05:45, 2024-01-01 00:00:00, 2023-12-31T18:15:00Z",
        "Europe/Berlin, 1893-03-31 12:00:00, 1893-03-31T11:06:32Z",
        "UTC, 1969-12-31 23:59:59.999999, 1969-12-31T23:59:59.999999Z",
    })
    void time_withoutZone_isOneOfTheSourcesZone(String in, String written, String expected) {
        zone = in;
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '" + written + "' AS seen, 1.0::DOUBLE AS amount");
        assertThat(parquetEvents()).containsExactly("1 " + expected + " 1.0");
        String byJava =
                LocalDateTime.parse(written.replace(' ', 'T'))
                        .atZone(ZoneId.of(in))
                        .toInstant()
                        .toString();
        assertThat(byJava).isEqualTo(expected);
    }

    @Test
    void time_withZone_isThatInstant() {
        zone = "Europe/Berlin";
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMPTZ '2024-07-15 12:00:00+00' AS seen, 1.0::DOUBLE AS amount");
        assertThat(parquetEvents()).containsExactly("1 2024-07-15T12:00:00Z 1.0");
    }

    @Test
    void time_ofAnotherKindInALaterFile_isSaid() {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        parquet(
                "2.parquet",
                "SELECT 1 AS who, TIMESTAMPTZ '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        assertThat(parquetProblem().message()).contains("2.parquet", "another kind");
    }

    @Test
    void time_asNumber_needsToBeDeclared() {
        parquet("1.parquet", "SELECT 1 AS who, 1700000000 AS seen, 1.5::DOUBLE AS amount");
        assertThat(parquetProblem().remedy()).contains("epoch");
        epoch = Optional.of(EpochUnit.SECONDS);
        assertThat(parquetEvents()).containsExactly("1 2023-11-14T22:13:20Z 1.5");
    }

    @Test
    void csv_withTextsOfTimesAndNulls_isRead() throws IOException {
        zone = "Europe/Berlin";
        Files.writeString(
                folder.resolve("1.csv"),
                """
                who,seen,amount,note
                1,2024-07-15 12:00:00,1.5,"a, b"
                2,2024-07-15T12:00:00Z,,
                3,2024-07-15T12:00:00.5-04:00,2.5,12
                4,2024-07-15,3.5,x
                ,2024-07-15,4.5,nobody
                5,,5.5,never
                """);
        assertThat(events(files(Origin.Format.CSV, "*.csv")))
                .containsExactly(
                        "1 2024-07-15T10:00:00Z 1.5",
                        "2 2024-07-15T12:00:00Z null",
                        "3 2024-07-15T16:00:00.500Z 2.5",
                        "4 2024-07-14T22:00:00Z 3.5");
    }

    @Test
    void csv_valueOfAnotherType_isSaidWithItsLine() throws IOException {
        Files.writeString(
                folder.resolve("1.csv"), "who,seen,amount\n1,2024-01-01,1.5\n2,2024-01-01,much\n");
        Problem problem = problem(files(Origin.Format.CSV, "*.csv"));
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_CHANGED);
        assertThat(problem.message()).contains("much", "amount", "3");
    }

    @Test
    void csv_columnRenamed_isSaid() throws IOException {
        Files.writeString(folder.resolve("1.csv"), "whom,seen,amount\n1,2024-01-01,1.5\n");
        assertThat(problem(files(Origin.Format.CSV, "*.csv")).message())
                .contains("1.csv", "did you mean 'whom'?");
    }

    @Test
    void json_objectOnEachLine_isRead() throws IOException {
        epoch = Optional.of(EpochUnit.MILLIS);
        Files.writeString(
                folder.resolve("1.json"),
                """
                {"who": 1, "seen": 1700000000123, "amount": 1.5, "more": {"a": []}}
                {"seen": 1700000000456, "who": 2, "amount": null}
                {"seen": 1700000000789, "who": 3}
                """);
        assertThat(events(files(Origin.Format.JSON, "*.json")))
                .containsExactly(
                        "1 2023-11-14T22:13:20.123Z 1.5",
                        "2 2023-11-14T22:13:20.456Z null",
                        "3 2023-11-14T22:13:20.789Z null");
    }

    @Test
    void table_throughJdbc_isRead() throws SQLException {
        zone = "Europe/Berlin";
        String url = "jdbc:duckdb:" + folder.resolve("shop.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders AS SELECT range AS who, TIMESTAMP '2024-10-27 02:30:00' AS"
                            + " seen, range / 2 AS amount, 'x' AS note FROM range(3000)");
            statement.execute("INSERT INTO orders VALUES (NULL, NULL, NULL, NULL)");
        }
        var table = new Origin.Table("jdbc:duckdb:${SHOP}", "orders");
        List<String> events = events(table, Map.of("SHOP", folder.resolve("shop.db").toString()));
        assertThat(events).hasSize(3000).contains("2999 2024-10-27T00:30:00Z 1499.5");
        assertThat(problem(table).message()).contains("SHOP", "not set");
    }

    @Test
    void table_withAnotherType_isSaid() throws SQLException {
        String url = "jdbc:duckdb:" + folder.resolve("shop.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders AS SELECT 1 AS who, now() AS seen, 'much' AS amount");
        }
        Problem problem = problem(new Origin.Table(url, "orders"));
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_CHANGED);
        assertThat(problem.message()).contains("'amount'", "String", "float64");
    }

    @Test
    void table_ofADatabaseThatIsNotThere_isSaid() {
        assertThat(problem(new Origin.Table("jdbc:nothing:here", "orders")).code())
                .isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
    }

    private void transform(String sql) {
        transformation = Optional.of(new Transformation(sql, columns));
        parquet(
                "1.parquet",
                "SELECT range AS who, TIMESTAMP '2024-01-01' AS seen, range::DOUBLE AS amount FROM"
                        + " range(4)");
    }

    @Test
    void sql_rowByRow_changesAndLeavesOut() {
        transform(
                """
                SELECT who, seen, CASE WHEN o.amount > 2 THEN o.amount * 100 END AS amount
                FROM orders o -- all of them
                WHERE who <> 1;
                """);
        assertThat(parquetEvents())
                .containsExactly(
                        "0 2024-01-01T00:00:00Z null",
                        "2 2024-01-01T00:00:00Z null",
                        "3 2024-01-01T00:00:00Z 300.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE orders",
                "SELECT who, seen, amount FROM orders; SELECT 1",
                "INSERT INTO orders SELECT 1",
                "COPY orders TO '/tmp/x'",
                "SELECT who, seen, sum(amount) AS amount FROM orders GROUP BY ALL",
                "SELECT who, seen, amount FROM orders GROUP BY who, seen, amount",
                "SELECT who, seen, count(*) OVER () AS amount FROM orders",
                "SELECT who, seen, amount FROM read_csv('/etc/passwd')",
                "SELECT who, seen, amount FROM '/etc/passwd'",
                "SELECT who, seen, amount FROM orders, glob('/*')",
                "SELECT who, seen, amount FROM orders UNION ALL FROM orders",
                "SELECT who, seen, (SELECT max(content) FROM read_text('/etc/passwd')) AS amount FROM"
                        + " orders",
                "SELECT who, seen, random() AS amount FROM orders",
                "SELECT who, now() AS seen, amount FROM orders",
                "SELECT who, current_timestamp AS seen, amount FROM orders",
                "SELECT DISTINCT who, seen, amount FROM orders",
                "SELECT who, seen, amount FROM orders LIMIT 1",
                "SELECT who, seen, amount FROM orders USING SAMPLE 1",
                "SELECT who, seen, amount, unnest([1, 2]) AS twice FROM orders",
                "WITH orders AS (SELECT 1 AS who) SELECT who, who AS seen, who AS amount FROM orders",
                "SELECT who, seen FROM orders",
                "SELECT who, seen, nonsense AS amount FROM orders",
                "SELECT who, seen, amount FROM elsewhere",
                "SELECT 1 AS who, 2 AS seen, 3 AS amount",
                "nonsense",
            })
    void sql_ofAnythingElse_isRefused(String sql) {
        transform(sql);
        Problem problem = parquetProblem();
        assertThat(problem.code()).as(problem.toString()).isEqualTo(ProblemCode.FEATURES_INVALID);
        assertThat(problem.message()).contains("spending@1");
    }
}
