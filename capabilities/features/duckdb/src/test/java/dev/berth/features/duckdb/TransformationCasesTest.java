package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which SQL changes the rows of a source.
class TransformationCasesTest extends OpenedOrders {
    private void transform(String sql) {
        orders.transformed(sql);
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
