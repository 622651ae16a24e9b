package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ValueType;
import dev.berth.features.OneSource;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.VectorReader;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Test that a row's values do not change when rows are added, for all accepted SQL: random,
/// seeded. A build tries fifty; `-Dberth.views=N` sets the number.
class RowwiseSqlTest extends OpenedOrders {
    private static final int VIEWS = Integer.getInteger("berth.views", 50);
    private static final long SEED = Long.getLong("berth.seed", 1);

    @Test
    void rows_ofSqlThatIsTaken_stayAsTheyAreWhenLaterRowsCome() {
        session.execute(
                "CREATE TEMP TABLE more AS SELECT range % 3 AS who, TIMESTAMP '2024-01-01' + INTERVAL 1"
                        + " HOUR * range AS seen, range * 1.5 AS amount, 'name' || range AS name"
                        + " FROM range(12)");
        session.execute("CREATE TEMP TABLE few AS FROM more ORDER BY seen LIMIT 5");
        session.execute("CREATE TEMP SEQUENCE s");
        int taken = 0;
        int refused = 0;
        for (int i = 0; i < VIEWS; i++) {
            String sql = new RandomViewSql(new SplittableRandom(SEED + i)).next();
            if (!isTaken(sql)) {
                refused++;
            } else if (isEvaluated(sql)) {
                taken++;
                assertThat(lost(sql)).as("seed %s: %s", SEED + i, sql).isZero();
            }
        }
        assertThat(taken).isGreaterThan(VIEWS / 4);
        assertThat(refused).isGreaterThan(VIEWS / 8);
    }

    private boolean isTaken(String sql) {
        FeatureView view = orders.definitions(files("parquet", "*.parquet")).view(OneSource.VIEW);
        try {
            var _ = new TransformationCheck(session).check(view, new Transformation(sql, Map.of()));
            return true;
        } catch (ProblemException refusal) {
            return false;
        }
    }

    /// Whether it evaluates: some SQL fails for its values, or mixes types.
    private boolean isEvaluated(String sql) {
        try {
            session.execute("CREATE OR REPLACE TEMP TABLE tried AS " + over("more", sql));
            return true;
        } catch (QueryFailure failure) {
            return false;
        }
    }

    /// The number of rows over few events that are missing over more.
    private long lost(String sql) {
        String query =
                "SELECT count(*) FROM (("
                        + over("few", sql)
                        + ") EXCEPT ALL ("
                        + over("more", sql)
                        + "))";
        try (ResultCursor rows = session.query(query)) {
            VectorReader column = rows.column(0, FeatureType.of(ValueType.INT64));
            rows.next();
            column.bind(rows);
            return column.integer(0);
        }
    }

    private static String over(String table, String sql) {
        return "WITH orders AS (FROM " + table + ") FROM (" + sql + ")";
    }
}
