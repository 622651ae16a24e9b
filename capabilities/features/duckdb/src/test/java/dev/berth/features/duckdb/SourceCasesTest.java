package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.EpochUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of changes of sources over time, and of time formats.
class SourceCasesTest extends OpenedOrders {
    @Test
    void column_renamedInALaterFile_isSaidWithItsNewName() {
        parquet(
                "1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        parquet(
                "2.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-02' AS seen, 2.5::DOUBLE AS amounts");
        Problem problem = parquetProblem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
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
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
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
        assertThat(parquetProblem().code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
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

    @ParameterizedTest
    @CsvSource({
        // Winter and summer.
        "Europe/Berlin, 2024-01-15 12:00:00, 2024-01-15T11:00:00Z",
        "Europe/Berlin, 2024-07-15 12:00:00, 2024-07-15T10:00:00Z",
        // Clocks went from 02:00 to 03:00: skipped times use the offset before.
        "Europe/Berlin, 2024-03-31 01:59:59, 2024-03-31T00:59:59Z",
        "Europe/Berlin, 2024-03-31 02:30:00, 2024-03-31T01:30:00Z",
        "Europe/Berlin, 2024-03-31 03:00:00, 2024-03-31T01:00:00Z",
        // And back from 03:00 to 02:00: of ambiguous times the first counts.
        "Europe/Berlin, 2024-10-27 02:30:00, 2024-10-27T00:30:00Z",
        "Europe/Berlin, 2024-10-27 03:00:00, 2024-10-27T02:00:00Z",
        "America/New_York, 1999-10-31 01:30:00.000001, 1999-10-31T05:30:00.000001Z",
        "Asia/Kolkata, 2024-01-01 00:00:00, 2023-12-31T18:30:00Z",
        "+05:45, 2024-01-01 00:00:00, 2023-12-31T18:15:00Z",
        "Europe/Berlin, 1893-03-31 12:00:00, 1893-03-31T11:06:32Z",
        "UTC, 1969-12-31 23:59:59.999999, 1969-12-31T23:59:59.999999Z",
    })
    void time_withoutZone_isOneOfTheSourcesZone(String in, String written, String expected) {
        orders.in(in);
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
        orders.in("Europe/Berlin");
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
        orders.epoch(EpochUnit.SECONDS);
        assertThat(parquetEvents()).containsExactly("1 2023-11-14T22:13:20Z 1.5");
    }
}
