package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EpochUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests of reading text files and database tables, and of their errors.
class FormatCasesTest extends OpenedOrders {
    @Test
    void csv_withTextsOfTimesAndNulls_isRead() throws IOException {
        orders.in("Europe/Berlin");
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
        assertThat(events(files("csv", "*.csv")))
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
        Problem problem = problem(files("csv", "*.csv"));
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("much", "amount", "3");
    }

    @Test
    void csv_columnRenamed_isSaid() throws IOException {
        Files.writeString(folder.resolve("1.csv"), "whom,seen,amount\n1,2024-01-01,1.5\n");
        assertThat(problem(files("csv", "*.csv")).message())
                .contains("1.csv", "did you mean 'whom'?");
    }

    @Test
    void json_objectOnEachLine_isRead() throws IOException {
        orders.epoch(EpochUnit.MILLIS);
        Files.writeString(
                folder.resolve("1.json"),
                """
                {"who": 1, "seen": 1700000000123, "amount": 1.5, "more": {"a": []}}
                {"seen": 1700000000456, "who": 2, "amount": null}
                {"seen": 1700000000789, "who": 3}
                """);
        assertThat(events(files("json", "*.json")))
                .containsExactly(
                        "1 2023-11-14T22:13:20.123Z 1.5",
                        "2 2023-11-14T22:13:20.456Z null",
                        "3 2023-11-14T22:13:20.789Z null");
    }

    @Test
    void table_throughJdbc_isRead() throws SQLException {
        orders.in("Europe/Berlin");
        String url = "jdbc:duckdb:" + folder.resolve("shop.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders AS SELECT range AS who, TIMESTAMP '2024-10-27 02:30:00' AS"
                            + " seen, range / 2 AS amount, 'x' AS note FROM range(3000)");
            statement.execute("INSERT INTO orders VALUES (NULL, NULL, NULL, NULL)");
        }
        var table = new DataSourceConfig.Table("jdbc:duckdb:${SHOP}", "orders");
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
        Problem problem = problem(new DataSourceConfig.Table(url, "orders"));
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("'amount'", "String", "float64");
    }

    @Test
    void table_ofADatabaseThatIsNotThere_isSaid() {
        assertThat(problem(new DataSourceConfig.Table("jdbc:nothing:here", "orders")).code())
                .isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
    }
}
