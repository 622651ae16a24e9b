package dev.berth.batch.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.IcebergCase;
import dev.berth.features.duckdb.IcebergWriter;
import dev.berth.scoring.data.DataFile;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IcebergSourceTest {
    @TempDir private Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long count(Path copy) {
        return DataFile.open(database, copy).scan(List.of("who")).readable();
    }

    @Test
    void copy_isOfTheSnapshotOfTheFirstRun_untilTheJobIsComplete() throws IOException {
        Path table = folder.resolve("orders");
        Path destination = folder.resolve("out.parquet");
        var source = new IcebergSource(table);
        try (Session session = database.connect()) {
            IcebergWriter writer = IcebergCase.SEVERAL_SNAPSHOTS.write(session, table);
            Path copy = source.copy(destination, database, Map.of());
            assertThat(count(copy)).isEqualTo(2);
            assertThat(DataFile.open(database, copy).columns())
                    .containsEntry("who", FeatureType.of(ValueType.INT64))
                    .containsEntry("seen", FeatureType.of(ValueType.TIMESTAMP));

            writer.append(IcebergCase.numbers(7, 9));
            assertThat(count(source.copy(destination, database, Map.of()))).isEqualTo(2);
            // As a run that was killed leaves it.
            Files.writeString(Path.of(copy + ".x.unfinished"), "torn");
            CopiedSource.removeCopies(destination);
            assertThat(count(source.copy(destination, database, Map.of()))).isGreaterThan(2);
            CopiedSource.removeCopies(destination);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(each -> each.toString().contains(".source-"));
        }
    }
}
