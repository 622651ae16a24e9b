package dev.berth.batch.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.VectorReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParquetJoinTest {
    private static final String COLUMNS =
            "i AS k, i %% 7 = 0 AS b, i * 0.5::FLOAT AS f, 'text ' || (i %% 50) AS t,"
                    + " [i, i + 1] AS l, CASE WHEN i %% 3 = 0 THEN NULL ELSE i::DOUBLE END AS d,"
                    + " {'a': i, 'b': [i::VARCHAR]} AS s";

    @TempDir private Path folder;
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1));
        session = database.connect();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private Path part(String name, long from, long to, String columns) {
        Path file = folder.resolve(name);
        session.execute(
                "COPY (SELECT "
                        + columns.replace("%%", "%")
                        + " FROM range("
                        + from
                        + ", "
                        + to
                        + ") AS r(i)) TO "
                        + Sql.text(file.toString())
                        + " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        return file;
    }

    private long number(String sql) {
        try (ResultCursor rows = session.query(sql)) {
            VectorReader column = rows.column(0, FeatureType.of(ValueType.INT64));
            rows.next();
            column.bind(rows);
            return column.integer(0);
        }
    }

    @Test
    void files_ofOneSchema_haveTheirRowsInTheirOrder() throws IOException {
        List<Path> parts = new ArrayList<>();
        var random = new Random(5);
        long from = 0;
        for (int i = 0; i < 12; i++) {
            long to = from + (i == 4 ? 0 : 1 + random.nextInt(6000));
            parts.add(part("part" + i, from, to, COLUMNS));
            from = to;
        }
        Path whole = part("whole", 0, from, COLUMNS);
        Path joined = folder.resolve("joined");

        assertThat(ParquetJoin.write(parts, joined)).isTrue();

        String left = "read_parquet(" + Sql.text(whole.toString()) + ", file_row_number = true)";
        String right = "read_parquet(" + Sql.text(joined.toString()) + ", file_row_number = true)";
        assertThat(number("SELECT count(*) FROM " + right)).isEqualTo(from);
        assertThat(
                        number(
                                "SELECT count(*) FROM (SELECT * FROM "
                                        + left
                                        + " EXCEPT ALL SELECT * FROM "
                                        + right
                                        + ")"))
                .isZero();
        assertThat(number("SELECT count(*) FROM " + right + " WHERE k = " + (from - 1)))
                .isEqualTo(1);
    }

    @Test
    void files_ofOtherSchemas_areNotJoined() throws IOException {
        Path one = part("one", 0, 10, "i AS k");
        Path other = part("other", 0, 10, "i::VARCHAR AS k");
        assertThat(ParquetJoin.write(List.of(one, other), folder.resolve("joined"))).isFalse();
        assertThat(folder.resolve("joined")).doesNotExist();
        Path text = Files.writeString(folder.resolve("text"), "no table, but some text");
        assertThat(ParquetJoin.write(List.of(text), folder.resolve("joined"))).isFalse();
    }

    @Test
    void footers_ofRandomBytes_areRefused() {
        var random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            try {
                var _ = CompactProtocol.read(ByteBuffer.wrap(bytes));
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        var deep = new byte[5000];
        Arrays.fill(deep, (byte) 0x1c);
        assertThatThrownBy(() -> CompactProtocol.read(ByteBuffer.wrap(deep)))
                .isInstanceOf(IOException.class);
    }
}
