package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of SQL that transforms a source.
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
                "FROM orders",
                "SELECT * FROM orders",
                "SELECT * EXCLUDE (amount), amount * 2 AS amount FROM orders WHERE amount IS NOT NULL",
                "SELECT who, seen, greatest(amount, 1) + abs(-2) AS amount FROM orders",
                "SELECT who, seen, date_part('day', age(seen, TIMESTAMP '2024-01-01')) AS amount FROM"
                        + " orders",
                "SELECT who, date_trunc('day', seen) AS seen, round(amount, 2) AS amount FROM orders",
                "SELECT who, seen + INTERVAL 1 DAY AS seen, len(split_part(who::VARCHAR, '-', 1)) AS"
                        + " amount FROM orders",
                "SELECT who, seen, list_sum(list_transform([amount, 1], lambda x: x * 2)) AS amount"
                        + " FROM orders",
                "SELECT who, seen, list_sum([x * 2 FOR x IN [amount] IF x > 1]) AS amount FROM orders",
                "SELECT who, seen, {a: amount}.a AS amount FROM orders",
                "SELECT who, seen, coalesce(nullif(amount, 1), try_cast('x' AS DOUBLE), 3) AS amount"
                        + " FROM orders",
                "SELECT who, seen, CASE who WHEN 1 THEN 1.0 ELSE amount END AS amount FROM orders",
                "SELECT who, seen, amount FROM orders WHERE who IN (1, 2) AND NOT who BETWEEN 3 AND 4"
                        + " OR who::VARCHAR LIKE '1%' OR who::VARCHAR ILIKE 'x' COLLATE NOCASE",
                "SELECT who, seen, regexp_extract('a1', '[0-9]')::DOUBLE AS amount FROM orders",
                "SELECT o.who, o.seen, json_extract('{\"a\": 1}', '$.a')::DOUBLE AS amount FROM orders o",
            })
    void sql_overOneRow_isTaken(String sql) {
        transform(sql);
        assertThat(parquetEvents()).isNotNull();
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
                // Depends on other rows.
                "SELECT who, seen, lead(amount) OVER (PARTITION BY who ORDER BY seen) AS amount FROM"
                        + " orders",
                "SELECT who, seen, row_number() OVER () AS amount FROM orders",
                "SELECT who, seen, amount FROM orders QUALIFY row_number() OVER (PARTITION BY who"
                        + " ORDER BY seen DESC) = 1",
                "SELECT who, seen, max(amount) AS amount FROM orders HAVING max(amount) > 0",
                "SELECT who, seen, amount FROM orders ORDER BY amount",
                "SELECT who, seen, amount FROM orders WHERE amount = (SELECT max(amount) FROM orders)",
                "SELECT who, seen, amount FROM orders WHERE amount IN (SELECT amount FROM orders)",
                "SELECT who, seen, amount FROM orders WHERE EXISTS (FROM orders)",
                "SELECT who, seen, sum(amount) FILTER (amount > 1) AS amount FROM orders",
                "SELECT who, seen, list(amount ORDER BY amount)[1] AS amount FROM orders",
                "SELECT who, seen, amount FROM orders TABLESAMPLE 50%",
                "SELECT who, seen, amount FROM orders o POSITIONAL JOIN orders p",
                "WITH t AS (SELECT * FROM orders) SELECT who, seen, amount FROM t, orders",
                // Depends on the clock, the machine or randomness.
                "SELECT who, seen, date_part('day', age(seen)) AS amount FROM orders",
                "SELECT who, seen, date_part('day', ago(INTERVAL 1 DAY)) AS amount FROM orders",
                "SELECT who, current_localtimestamp() AS seen, amount FROM orders",
                "SELECT who, today() AS seen, amount FROM orders",
                "SELECT who, get_current_timestamp() AS seen, amount FROM orders",
                "SELECT who, main.now() AS seen, amount FROM orders",
                "SELECT who, seen, getenv('HOME') AS amount FROM orders",
                "SELECT who, seen, current_setting('threads') AS amount FROM orders",
                "SELECT who, seen, getvariable('x') AS amount FROM orders",
                "SELECT who, seen, nextval('x') AS amount FROM orders",
                "SELECT who, seen, pg_sleep(1) AS amount FROM orders",
                "SELECT who, seen, gen_random_uuid()::VARCHAR AS amount FROM orders",
                "SELECT who, seen, hash(random()) AS amount FROM orders",
                "SELECT who, seen, list_transform([1], x -> random())[1] AS amount FROM orders",
                "SELECT who, seen, [random() FOR x IN [1]][1] AS amount FROM orders",
                "SELECT who, seen, CASE WHEN true THEN random() END AS amount FROM orders",
                "SELECT * REPLACE (random() AS amount) FROM orders",
                "SELECT who, seen, $1 AS amount FROM orders",
                "SELECT who, seen, amount FROM orders AT (VERSION => 1)",
            })
    void sql_ofAnythingElse_isRefused(String sql) {
        transform(sql);
        Problem problem = parquetProblem();
        assertThat(problem.code())
                .as(problem.toString())
                .isEqualTo(ProblemCode.FEATURE_DEFINITION_INVALID);
        assertThat(problem.message()).contains("spending@1");
    }
}
