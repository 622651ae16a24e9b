package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Tests of joins that Spark rejects, and of their messages.
@TestInstance(Lifecycle.PER_CLASS)
class SparkRefusalsTest {
    private BothEngines engines;

    @BeforeAll
    void open(@TempDir Path aside) {
        engines = new BothEngines(aside);
    }

    @AfterAll
    void close() {
        engines.close();
    }

    @BeforeEach
    void reset(@TempDir Path folder) {
        engines.reset(folder);
    }

    @Test
    void output_csv_withLists_isRefused() throws IOException {
        engines.orders.column("embedding", FeatureType.listOf(ValueType.FLOAT32));
        var origin = new DataSourceConfig.Files("parquet", List.of("data/*.parquet"));
        ProblemException refused =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> engines.joinWithSpark(origin, "spine.parquet", "joined.csv"));
        assertThat(refused.problem().code()).isEqualTo(ProblemCode.PARAMETER_INVALID);
        assertThat(refused.problem().message()).contains("embedding", "float32[]");
    }

    @Test
    void column_renamedInALaterFile_isSaidWithItsNewName() throws IOException {
        engines.parquet(
                "data/1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        engines.parquet(
                "data/2.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-02' AS seen, 2.5::DOUBLE AS amounts");
        Problem problem = engines.parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message())
                .contains("2.parquet", "'amount'", "orders", "did you mean 'amounts'?");
    }

    @Test
    void value_thatIsNone_isSaid() throws IOException {
        Files.writeString(
                engines.folder.resolve("1.csv"),
                "who,seen,amount\n1,2024-01-01,much\n2,2024-01-01,1\n");
        Problem problem = engines.problem(new DataSourceConfig.Files("csv", List.of("*.csv")));
        assertThat(problem.code())
                .as(problem.toString())
                .isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("much");
    }

    @Test
    void time_thatIsNone_isSaid() throws IOException {
        Files.writeString(
                engines.folder.resolve("1.csv"), "who,seen,amount\n1,2024,1\n2,2024-01-01,1\n");
        Problem problem = engines.problem(new DataSourceConfig.Files("csv", List.of("*.csv")));
        assertThat(problem.code())
                .as(problem.toString())
                .isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("2024");
    }

    @Test
    void files_none_areSaidWithTheirPattern() {
        Problem problem = engines.parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("data/*.parquet", "orders");
    }

    @Test
    void table_ofADatabase_isRefused() {
        Problem problem =
                engines.problem(new DataSourceConfig.Table("jdbc:nothing:here", "orders"));
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("orders", "database");
    }

    @Test
    void sql_ofAView_isRefused() {
        engines.orders.transformed("SELECT who, seen, amount FROM orders");
        Problem problem = engines.parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.UNIMPLEMENTED);
        assertThat(problem.message()).contains("spending@1", "sql");
    }

    @Test
    void time_thatARowOfTheSpineLacks_isSaidWithTheRow() throws IOException {
        engines.parquet(
                "data/1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        engines.parquet(
                "spine.parquet",
                "SELECT range AS who, CASE WHEN range < 2 THEN DATE '2024-01-01' END AS at FROM"
                        + " range(3)");
        Problem problem = engines.parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_INVALID);
        assertThat(problem.message()).contains("row 2");
    }

    @Test
    void key_ofAnotherType_isSaid() throws IOException {
        engines.parquet(
                "data/1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        engines.parquet("spine.parquet", "SELECT '1' AS who, DATE '2024-01-01' AS at");
        assertThat(engines.parquetProblem().code()).isEqualTo(ProblemCode.TYPE_MISMATCH);
    }
}
