package dev.berth.batch.jdbc;

import static dev.berth.batch.jdbc.TestPostgres.execute;
import static dev.berth.batch.jdbc.TestPostgres.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.batch.source.CopiedSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdbcSourceTest {
    @TempDir private Path folder;
    private Database database;
    private Path destination;

    @BeforeAll
    static void fill() throws SQLException {
        TestPostgres.execute(
                """
                CREATE TABLE "some rows" (k BIGINT, n INTEGER, x REAL, d NUMERIC(9, 2), t TEXT,
                    b BOOLEAN, at TIMESTAMPTZ, local TIMESTAMP, l FLOAT8[], words TEXT[],
                    raw BYTEA, u UUID);
                INSERT INTO "some rows"
                SELECT i, i, i * 0.5, i / 4.0, 'text ' || i, i % 2 = 0,
                    '2026-01-01T12:00:00+02:00', '2026-01-01T12:00:00', ARRAY[i, NULL, 0.5],
                    ARRAY['a', 'b'], '\\x0102', '123e4567-e89b-12d3-a456-426614174000'
                FROM generate_series(0, 12344) AS s(i);
                INSERT INTO "some rows" (k) VALUES (-1);
                """);
    }

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1));
        destination = folder.resolve("out.csv");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Path copy(JdbcSource source) {
        return source.copy(destination, database, Map.of("NAME", "postgres"));
    }

    private List<DataRow> rows(Path copy) {
        DataFile file = DataFile.open(database, copy);
        List<String> names = List.copyOf(file.columns().keySet());
        var _ = file.scan(names);
        List<DataRow> rows = new ArrayList<>();
        try (RowCursor cursor = file.rowsAfter(names, 0)) {
            for (var block = cursor.next(); block.isPresent(); block = cursor.next()) {
                rows.addAll(block.get().rows());
            }
        }
        return rows;
    }

    @Test
    void copy_ofATable_hasItsRowsInTheTypesOfTheirColumns() throws Exception {
        Path copy = copy(JdbcSource.ofTable(url(), "public.some rows"));
        assertThat(DataFile.open(database, copy).columns())
                .containsEntry("n", FeatureType.of(ValueType.INT64))
                .containsEntry("d", FeatureType.of(ValueType.FLOAT64))
                .containsEntry("at", FeatureType.of(ValueType.TIMESTAMP))
                .containsEntry("words", FeatureType.listOf(ValueType.STRING));
        List<DataRow> rows = rows(copy);
        assertThat(rows).hasSize(12346);
        DataRow row = rows.get(7);
        assertThat(row.value("k")).isEqualTo(7L);
        assertThat(row.value("x")).isEqualTo(3.5f);
        assertThat(row.value("d")).isEqualTo(1.75);
        assertThat(row.value("t")).isEqualTo("text 7");
        assertThat(row.value("b")).isEqualTo(false);
        assertThat(row.value("at")).isEqualTo(micros("2026-01-01T10:00:00Z"));
        assertThat(row.value("local")).isEqualTo(micros("2026-01-01T12:00:00Z"));
        assertThat(row.value("l")).isEqualTo(Arrays.asList(7.0, null, 0.5));
        assertThat(row.value("raw")).isEqualTo(new byte[] {1, 2});
        assertThat(row.value("u")).isEqualTo("123e4567-e89b-12d3-a456-426614174000");
        DataRow last = rows.getLast();
        assertThat(last.value("k")).isEqualTo(-1L);
        for (String name : List.of("n", "x", "d", "t", "b", "at", "local", "l", "words", "raw")) {
            assertThat(last.value(name)).as(name).isNull();
        }
    }

    private static long micros(String time) {
        return Instant.parse(time).toEpochMilli() * 1000;
    }

    @Test
    void copy_thatIsThere_isReadAgain_thoughTheTableHasChanged() throws Exception {
        execute("CREATE TABLE few AS SELECT 1 AS k");
        var source = new JdbcSource(new JdbcAddress(url()), "SELECT k FROM few");
        Path copy = copy(source);
        execute("INSERT INTO few VALUES (2)");
        assertThat(rows(copy(source))).hasSize(1);
        assertThat(copy(new JdbcSource(new JdbcAddress(url()), "SELECT k + 1 AS k FROM few")))
                .isNotEqualTo(copy);
        CopiedSource.removeCopies(destination);
        assertThat(rows(copy(source))).hasSize(2);
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(each -> each.toString().endsWith(".unfinished"));
        }
    }

    @Test
    void copy_ofNoRows_hasColumns() {
        Path copy =
                copy(
                        new JdbcSource(
                                new JdbcAddress(url()),
                                "SELECT k, t FROM \"some rows\" WHERE false"));
        assertThat(rows(copy)).isEmpty();
        assertThat(DataFile.open(database, copy).columns()).containsOnlyKeys("k", "t");
    }

    @Test
    void mistakes_areClearProblems() {
        assertThatThrownBy(
                        () -> copy(new JdbcSource(new JdbcAddress(url()), "SELECT k FROM nowhere")))
                .hasMessageContaining("source-unavailable")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(
                        () ->
                                copy(
                                        new JdbcSource(
                                                new JdbcAddress(url()),
                                                "SELECT k, n AS k FROM \"some rows\"")))
                .hasMessageContaining("two columns 'k'");
        assertThatThrownBy(
                        () ->
                                new JdbcSource(new JdbcAddress(url()), "SELECT 1")
                                        .copy(destination, database, Map.of()))
                .hasMessageContaining("${NAME}");
        assertThatThrownBy(
                        () -> copy(new JdbcSource(new JdbcAddress("jdbc:nothing:x"), "SELECT 1")))
                .hasMessageContaining("no JDBC driver");
        assertThatThrownBy(() -> new JdbcAddress(url() + "&password=secret"))
                .hasMessageContaining("a password")
                .hasMessageNotContaining("secret");
        assertThat(new JdbcAddress(url() + "&password=${SECRET}").url()).isNotEmpty();
    }
}
