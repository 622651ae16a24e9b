package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.Origin;
import dev.berth.features.duckdb.IcebergCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables of Iceberg have the same rows for Spark as for DuckDB.
@TestInstance(Lifecycle.PER_CLASS)
class SparkIcebergTest {
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
    void reset(@TempDir Path folder) throws IOException {
        engines.reset(folder);
        engines.zone = "Europe/Berlin";
        engines.parquet(
                "spine.parquet",
                "SELECT unnest(range(30) || [5000000000]) AS who, TIMESTAMPTZ '2100-01-01"
                        + " 00:00:00+00' AS at");
    }

    private List<String> rows(String path) {
        return engines.both(Origin.Format.ICEBERG, path).stream()
                .filter(row -> row.getFirst() != null)
                .map(
                        row ->
                                row.get(0)
                                        + " "
                                        + Instant.EPOCH.plus((Long) row.get(1), ChronoUnit.MICROS)
                                        + " "
                                        + row.get(2))
                .sorted()
                .toList();
    }

    private Problem problem(String path) {
        return engines.problem(new Origin.Files(Origin.Format.ICEBERG, List.of(path)));
    }

    @ParameterizedTest
    @EnumSource
    void table_hasTheRowsOfItsCurrentSnapshotInBoth(IcebergCase written) {
        written.write(engines.session, engines.folder.resolve("table"));
        assertThat(rows("table"))
                .isEqualTo(written.rows().stream().filter(row -> !row.startsWith("null")).toList());
    }

    @Test
    void table_moved_isReadWhereItIsFound() throws IOException {
        IcebergCase written = IcebergCase.POSITIONS_DELETED;
        written.write(engines.session, engines.folder.resolve("before"));
        Files.move(engines.folder.resolve("before"), engines.folder.resolve("now"));
        assertThat(rows("now")).isEqualTo(written.rows());
        assertThat(rows("file://" + engines.folder.resolve("now"))).isEqualTo(written.rows());
    }

    @Test
    void folder_withoutATable_isSaid() {
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("table", "orders", "no metadata");
    }

    @Test
    void column_thatTheTableLacks_isSaidWithTheNearest() {
        IcebergCase.PLAIN
                .write(engines.session, engines.folder.resolve("table"))
                .table()
                .updateSchema()
                .renameColumn("amount", "amounts")
                .commit();
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_CHANGED);
        assertThat(problem.message()).contains("'amount'", "did you mean 'amounts'?");
    }
}
