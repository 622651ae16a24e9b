package dev.berth.tables.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.nativelib.LibraryCache;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir private Path folder;
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(64L << 20, folder.resolve("spill"), 2));
        session = database.connect();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private List<Object> column(String sql, FeatureType type) {
        List<Object> values = new ArrayList<>();
        try (ResultCursor rows = session.query(sql)) {
            VectorReader column = rows.column(0, type);
            while (rows.next()) {
                column.bind(rows);
                for (int i = 0; i < rows.count(); i++) {
                    values.add(column.value(i));
                }
            }
        }
        return values;
    }

    @Test
    void query_everyType_givesItsJavaForm() {
        assertThat(column("SELECT true", FeatureType.of(ValueType.BOOL))).containsExactly(true);
        assertThat(column("SELECT -7::INTEGER", FeatureType.of(ValueType.INT32)))
                .containsExactly(-7);
        assertThat(column("SELECT 1.5::FLOAT", FeatureType.of(ValueType.FLOAT32)))
                .containsExactly(1.5f);
        assertThat(column("SELECT 0.1::DOUBLE", FeatureType.of(ValueType.FLOAT64)))
                .containsExactly(0.1);
        assertThat(
                        column(
                                "FROM (VALUES ('kurz'), ('länger als zwölf Bytes'), (NULL))",
                                FeatureType.of(ValueType.STRING)))
                .containsExactly("kurz", "länger als zwölf Bytes", null);
        assertThat(column("SELECT '\\x01\\xFF'::BLOB", FeatureType.of(ValueType.BYTES)))
                .containsExactly(new byte[] {1, -1});
        assertThat(
                        column(
                                "SELECT make_timestamptz(1700000000000001)",
                                FeatureType.of(ValueType.TIMESTAMP)))
                .containsExactly(1_700_000_000_000_001L);
        assertThat(column("SELECT [1, NULL, 3]", FeatureType.listOf(ValueType.INT32)))
                .containsExactly(Arrays.asList(1, null, 3));
    }

    @Test
    void query_manyChunks_streamsThemInOrder() {
        List<Object> values =
                column("SELECT range FROM range(10000)", FeatureType.of(ValueType.INT64));
        assertThat(values).hasSize(10_000).endsWith(9_999L);
    }

    @Test
    void query_otherTypeThanAskedFor_isRefused() {
        try (ResultCursor rows = session.query("SELECT 1::INTEGER")) {
            assertThatThrownBy(() -> rows.column(0, FeatureType.of(ValueType.STRING)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void query_sqlThatIsWrong_saysWhat() {
        var failure =
                catchThrowableOfType(
                        QueryFailure.class, () -> session.query("SELECT nothing FROM nowhere"));
        assertThat(failure.kind()).isEqualTo(QueryFailure.Kind.SQL);
        assertThat(failure).hasMessageContaining("nowhere");
    }

    @Test
    void query_twoStatements_areRefused() {
        assertThatThrownBy(() -> session.query("SELECT 1; SELECT 2"))
                .isInstanceOf(QueryFailure.class)
                .hasMessageContaining("2 statements");
    }

    @Test
    void query_failsInItsMiddle_saysWhat() {
        var failure =
                catchThrowableOfType(
                        QueryFailure.class,
                        () ->
                                session.execute(
                                        "SELECT CASE WHEN range = 90000 THEN 'x' ELSE '1' END::INT"
                                                + " FROM range(100000)"));
        assertThat(failure.kind()).isEqualTo(QueryFailure.Kind.VALUE);
    }

    @Test
    void execute_insert_countsRows() {
        session.execute("CREATE TABLE t (a INT)");
        assertThat(session.execute("INSERT INTO t SELECT range FROM range(5000)")).isEqualTo(5000);
        assertThat(session.execute("CREATE TABLE u AS FROM t")).isEqualTo(5000);
    }

    @Test
    void append_everyForm_isReadAgain() {
        session.execute(
                "CREATE TABLE t (row BIGINT, name VARCHAR, list DOUBLE[], counts MAP(VARCHAR,"
                        + " BIGINT))");
        List<FeatureType> types =
                List.of(
                        FeatureType.of(ValueType.INT64),
                        FeatureType.of(ValueType.STRING),
                        FeatureType.listOf(ValueType.FLOAT64),
                        FeatureType.mapOf(ValueType.INT64));
        try (TableWriter writer = session.append("t", types)) {
            for (int i = 0; i < 5000; i++) {
                writer.putLong(0, i);
                writer.put(1, i % 3 == 0 ? null : "a name of some length " + i);
                writer.put(2, i % 2 == 0 ? null : Arrays.asList(i + 0.5, null));
                writer.put(3, new TreeMap<>(Map.of("a", (long) i, "b", 2L)));
                writer.endRow();
            }
            writer.finish();
        }
        assertThat(
                        column(
                                "SELECT concat_ws('|', row, name, list::VARCHAR, counts::VARCHAR) FROM t"
                                        + " WHERE row IN (3, 4, 4999) ORDER BY row",
                                FeatureType.of(ValueType.STRING)))
                .containsExactly(
                        "3|[3.5, NULL]|{a=3, b=2}",
                        "4|a name of some length 4|{a=4, b=2}",
                        "4999|a name of some length 4999|[4999.5, NULL]|{a=4999, b=2}");
    }

    @Test
    void execute_moreThanMemory_spills() {
        session.execute(
                "CREATE TEMP TABLE big AS SELECT range AS a, hash(range) AS b, hash(range + 1) AS c"
                        + " FROM range(6000000)");
        assertThat(
                        column(
                                "SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY b) AS r"
                                        + " FROM big) WHERE r > 0",
                                FeatureType.of(ValueType.INT64)))
                .containsExactly(6_000_000L);
    }

    @Test
    void interrupt_statementUnderWay_endsIt() {
        session.countProgress();
        var running =
                CompletableFuture.supplyAsync(
                        () ->
                                catchThrowableOfType(
                                        QueryFailure.class,
                                        () ->
                                                session.execute(
                                                        "SELECT sum(a.range * b.range) FROM"
                                                                + " range(10000000) a,"
                                                                + " range(10000000) b")));
        Await.until(() -> session.progress() > 0 || running.isDone());
        session.interrupt();
        assertThat(running.join().kind()).isEqualTo(QueryFailure.Kind.INTERRUPTED);
    }

    @Test
    void open_secondTime_usesTheLibraryThatIsThere() {
        var cache = new LibraryCache(Map.of("BERTH_CACHE", folder.toString()), folder, folder);
        Path first = DuckLibrary.locate(cache);
        assertThat(DuckLibrary.locate(cache)).isEqualTo(first).startsWith(folder);
    }
}
