package dev.berth.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.report.BatchReport;
import dev.berth.core.signature.Signature;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Columns and records give the same bytes, over random signatures and tables. More than the sample
/// of a build: `-Dberth.cases.factor=10`.
class VectorisedBatchTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int SIGNATURES = 18 * Integer.getInteger("berth.cases.factor", 1);
    private static final List<String> SOURCES = List.of("parquet", "csv", "json");
    private static final List<String> OUTPUTS = List.of("parquet", "csv", "jsonl");
    private static final int ROWS = 1500;

    @TempDir private Path folder;

    @Test
    void columnsAndRecords_giveTheSameBytes() throws IOException {
        long tensorRows = 0;
        try (Database database =
                Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1))) {
            for (int i = 0; i < SIGNATURES; i++) {
                tensorRows += compare(database, SEED + i);
            }
        }
        assertThat(tensorRows).isGreaterThan((long) SIGNATURES * ROWS / 5);
    }

    private int compare(Database database, long seed) throws IOException {
        var table = new RandomTable(seed);
        Signature signature = table.signature();
        int mix = Math.floorMod(seed, 9);
        String format = SOURCES.get(mix / 3);
        Path source =
                folder.resolve("rows-" + seed + (format.equals("json") ? ".jsonl" : "." + format));
        table.write(database, source, format, ROWS);
        var records = new DigestPredictor(signature, false);
        var tensors = new DigestPredictor(signature, true);
        Path one = folder.resolve("records-" + seed + "." + OUTPUTS.get(mix % 3));
        Path other = folder.resolve("tensors-" + seed + "." + OUTPUTS.get(mix % 3));

        BatchReport byRecords = run(database, source, one, records);
        BatchReport byTensors = run(database, source, other, tensors);

        String what = "seed " + seed + ": " + signature;
        assertThat(byTensors.problems()).as(what).isEqualTo(byRecords.problems());
        assertThat(Files.mismatch(one, other)).as(what).isEqualTo(-1);
        if (byRecords.setAside() > 0) {
            assertThat(Files.mismatch(setAside(one), setAside(other))).as(what).isEqualTo(-1);
        }
        assertThat(tensors.pool().blocksInUse()).as(what).isZero();
        assertThat(records.tensorRows()).isZero();
        return tensors.tensorRows();
    }

    private static Path setAside(Path output) {
        return output.resolveSibling(output.getFileName() + ".set-aside.jsonl");
    }

    private static BatchReport run(
            Database database, Path source, Path to, DigestPredictor predictor) {
        return BatchRun.run(
                new BatchJob(source, to, Map.of(), Optional.empty(), ""),
                database,
                predictor,
                new BatchOptions(
                        OptionalInt.of(97), 3, 600, 1, OptionalDouble.empty(), Beginning.RESUME),
                new BatchOrigin("berth batch", "test"),
                (_, _, _, _) -> {});
    }
}
