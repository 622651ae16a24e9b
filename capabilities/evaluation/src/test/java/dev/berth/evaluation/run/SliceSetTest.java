package dev.berth.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.run.SliceSet.Slice;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceSetTest {
    @TempDir private Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(128L << 20, folder.resolve("spill"), 1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private DataFile data(String csv) throws IOException {
        return DataFile.open(database, Files.writeString(folder.resolve("data.csv"), csv));
    }

    private static List<List<String>> slicesOfRows(SliceSet slices, DataFile data)
            throws InvalidRowException {
        List<List<String>> all = new ArrayList<>();
        var positions = new int[slices.slices().size()];
        try (RowCursor rows = data.rows(slices.columns(), List.of(), Optional.empty())) {
            for (DataRow row : rows.next().orElseThrow().rows()) {
                int count = slices.find(row, positions);
                all.add(
                        Arrays.stream(positions, 0, count)
                                .mapToObj(at -> slices.slices().get(at).name())
                                .toList());
            }
        }
        return all;
    }

    @Test
    void rows_areInTheSlicesOfTheirValuesAndConditions() throws Exception {
        DataFile data = data("size,colour\n10,red\n9,\n10,blue\n,red\n");
        SliceSet slices =
                SliceSet.of(
                        List.of(
                                new SliceDescription.Columns(List.of("size", "colour")),
                                new SliceDescription.Condition("large", "size >= 10")),
                        data);

        assertThat(slices.slices())
                .extracting(Slice::name)
                .containsExactly("all", "size=9", "size=10", "colour=blue", "colour=red", "large");
        // Where a value is missing, a condition does not hold.
        assertThat(slicesOfRows(slices, data))
                .containsExactly(
                        List.of("all", "size=10", "colour=red", "large"),
                        List.of("all", "size=9"),
                        List.of("all", "size=10", "colour=blue", "large"),
                        List.of("all", "colour=red"));
    }

    @Test
    void columnOfManyValues_hasSlicesOfTheMostFrequent() throws Exception {
        var csv = new StringBuilder("place\n");
        for (int i = 0; i < 200; i++) {
            csv.append("p").append(i).append('\n');
            csv.append(i % 2 == 0 ? "p" + i % 60 + "\n" : "");
        }
        SliceSet slices =
                SliceSet.of(
                        List.of(new SliceDescription.Columns(List.of("place"))),
                        data(csv.toString()));

        assertThat(slices.slices()).hasSize(1 + SliceSet.VALUES_MAX);
        assertThat(slices.slices()).extracting(Slice::name).contains("place=p0", "place=p58");
    }

    @Test
    void slicesThatCannotBe_areProblems() throws Exception {
        DataFile data = data("a,b\n1,2\n");

        assertThatThrownBy(
                        () ->
                                SliceSet.of(
                                        List.of(
                                                new SliceDescription.Condition("a=1", "a > 0"),
                                                new SliceDescription.Columns(List.of("a"))),
                                        data))
                .hasMessageContaining("slice 'a=1' twice");
        assertThatThrownBy(
                        () ->
                                SliceSet.of(
                                        List.of(new SliceDescription.Condition("x", "a + 1")),
                                        data))
                .hasMessageContaining("it gives int (expected: a condition)");
    }
}
