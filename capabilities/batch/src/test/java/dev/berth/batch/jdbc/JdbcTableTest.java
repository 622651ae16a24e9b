package dev.berth.batch.jdbc;

import static dev.berth.batch.jdbc.TestPostgres.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;

import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdbcTableTest {
    private static final int ROWS = 3210;

    @TempDir private Path folder;
    private Database database;
    private Path output;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1));
        output = folder.resolve("out.parquet");
        write(
                "SELECT range AS key, CASE WHEN range % 10 <> 3 THEN 'text ' || range END AS"
                        + " \"na\"\"me.x\", range % 2 = 0 AS b, range * 0.5 AS score,"
                        + " (range * 0.25)::FLOAT AS f, TIMESTAMPTZ '2026-01-01 12:00:00+02' AS at,"
                        + " [range, NULL] AS l, ['a', '\"b'] AS words, '\\x01\\xFF'::BLOB AS raw"
                        + " FROM range("
                        + ROWS
                        + ")");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(String select) {
        try (Session session = database.connect()) {
            session.execute("COPY (" + select + ") TO " + Sql.text(output.toString()));
        }
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = TestPostgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static JdbcTable table(String name) {
        return new JdbcTable(new JdbcAddress(TestPostgres.url()), name);
    }

    private boolean insert(JdbcTable table, String sha256, boolean isAnew) {
        return table.insert(
                output, sha256, database, Map.of("NAME", "postgres"), isAnew, rows -> {});
    }

    @Test
    void table_thatIsNotThere_isCreated_withAllValues() throws SQLException {
        assertThat(insert(table("public.made"), "1", false)).isTrue();
        assertThat(text("SELECT count(*) FROM made")).isEqualTo("" + ROWS);
        assertThat(text("SELECT row_to_json(made) FROM made WHERE key = 4"))
                .contains(
                        "\"key\":4",
                        "\"na\\\"me.x\":\"text 4\"",
                        "\"b\":true",
                        "\"score\":2",
                        "\"f\":1",
                        "\"l\":[4,null]",
                        "\"words\":[\"a\",\"\\\"b\"]",
                        "\\x01ff");
        assertThat(text("SELECT at = '2026-01-01T10:00:00Z' FROM made WHERE key = 4"))
                .isEqualTo("t");
        assertThat(text("SELECT count(*) FROM made WHERE \"na\"\"me.x\" IS NULL"))
                .isEqualTo("" + ROWS / 10);
    }

    @Test
    void output_thatIsThere_isNotInsertedAgain_unlessThatIsMeant() throws SQLException {
        assertThat(insert(table("twice"), "1", false)).isTrue();
        assertThat(insert(table("twice"), "1", false)).isFalse();
        assertThat(text("SELECT count(*) FROM twice")).isEqualTo("" + ROWS);
        assertThat(insert(table("twice"), "2", false)).isTrue();
        assertThat(insert(table("twice"), "1", true)).isTrue();
        assertThat(text("SELECT count(*) FROM twice")).isEqualTo("" + 3 * ROWS);
        assertThat(
                        text(
                                "SELECT string_agg(output_sha256 || ' ' || row_count, ', ' ORDER BY"
                                        + " output_sha256) FROM berth_batch_inserts WHERE table_name"
                                        + " = 'twice'"))
                .isEqualTo("1 3210, 2 3210");
    }

    @Test
    void rowThatTheTableRefuses_leavesNothing_andTheNextRunInsertsAll() throws SQLException {
        execute(
                "CREATE TABLE strict (key INTEGER CHECK (key < 3000), score NUMERIC, extra TEXT"
                        + " DEFAULT 'x')");
        write("SELECT range AS key, range * 0.5 AS score FROM range(" + ROWS + ")");
        assertThatThrownBy(() -> insert(table("strict"), "1", false))
                .hasMessageContaining("batch-invalid")
                .hasMessageContaining("strict_key_check")
                .hasMessageNotContaining("SQLException")
                // The statement, with the values of all rows, is not in it.
                .hasMessageNotContaining("INSERT INTO")
                .extracting(problem -> String.valueOf(problem.getMessage()).length(), INTEGER)
                .isLessThan(1000);
        assertThat(text("SELECT count(*) FROM strict")).isEqualTo("0");
        execute("ALTER TABLE strict DROP CONSTRAINT strict_key_check");
        assertThat(insert(table("strict"), "1", false)).isTrue();
        assertThat(text("SELECT sum(score) FROM strict WHERE extra = 'x'"))
                .startsWith("" + (ROWS - 1L) * ROWS / 4);
    }

    @Test
    void twoRunsAtATime_insertOnce() throws Exception {
        // With it, the two do not create the table at the same time.
        insert(table("first"), "1", false);
        var begin = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one =
                    threads.submit(
                            () -> {
                                begin.await();
                                return insert(table("raced"), "1", false);
                            });
            var other =
                    threads.submit(
                            () -> {
                                begin.await();
                                return insert(table("raced"), "1", false);
                            });
            begin.countDown();
            assertThat(one.get()).isNotEqualTo(other.get());
        }
        assertThat(text("SELECT count(*) FROM raced")).isEqualTo("" + ROWS);
    }

    @Test
    void columnsThatTheTableLacks_andServersThatDoNotAnswer_areFoundBeforeTheOutputIsMade()
            throws SQLException {
        Map<String, String> environment = Map.of("NAME", "postgres");
        execute("CREATE TABLE checked (key BIGINT, sore DOUBLE PRECISION)");
        assertThatThrownBy(() -> table("checked").check(List.of("key", "score"), environment))
                .hasMessageContaining("batch-invalid")
                .hasMessageContaining("no column 'score'")
                .hasMessageContaining("sore");
        table("checked").check(List.of("sore", "key"), environment);
        table("missing").check(List.of("key"), environment);
        var gone = new JdbcTable(new JdbcAddress("jdbc:postgresql://localhost:1/x"), "scores");
        assertThatThrownBy(() -> gone.check(List.of("key"), Map.of()))
                .hasMessageContaining("batch-invalid");
        assertThat(text("SELECT to_regclass('missing') IS NULL")).isEqualTo("t");
    }

    @Test
    void mistakes_areClearProblems() throws SQLException {
        execute("CREATE TABLE other (key BIGINT, sore DOUBLE PRECISION)");
        write("SELECT range AS key, range * 0.5 AS score FROM range(3)");
        assertThatThrownBy(() -> insert(table("other"), "1", false))
                .hasMessageContaining("no column 'score'")
                .hasMessageContaining("sore");
        assertThatThrownBy(() -> insert(table("nowhere.scores"), "1", false))
                .hasMessageContaining("batch-invalid")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new JdbcAddress("postgresql://localhost/x"))
                .hasMessageContaining("jdbc:");
        var gone = new JdbcTable(new JdbcAddress("jdbc:postgresql://localhost:1/x"), "scores");
        assertThatThrownBy(() -> insert(gone, "1", false)).hasMessageContaining("batch-invalid");
        execute("DROP TABLE other");
        assertThat(insert(table("other"), "1", false)).isTrue();
    }
}
