package dev.berth.precompute.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrafficSelectionTest {
    @TempDir private Path folder;

    private String select(double share, OptionalInt max, String csv) throws IOException {
        Path traffic = Files.writeString(folder.resolve("it's.csv"), csv);
        try (var database =
                Database.open(new DatabaseSettings(128L << 20, folder.resolve("spill"), 1))) {
            return Files.readString(
                    new TrafficSelection(share, max).write(database, traffic, folder));
        }
    }

    @Test
    void rows_withTheShareTogether_areSelected_theMostRequestedFirst() throws IOException {
        String csv = "user,count\n007,5\nb,60\nc,0\nd,30\ne,5\n";
        // 60 of 100 are too few for 0.8; with d they are 90.
        assertThat(select(0.8, OptionalInt.empty(), csv)).isEqualTo("user,count\nb,60\nd,30\n");
        assertThat(select(0.6, OptionalInt.empty(), csv)).isEqualTo("user,count\nb,60\n");
        assertThat(select(1, OptionalInt.empty(), csv))
                .isEqualTo("user,count\nb,60\nd,30\n007,5\ne,5\n");
        assertThat(select(1, OptionalInt.of(1), csv)).isEqualTo("user,count\nb,60\n");
    }

    @Test
    void table_withoutCounts_isAClearProblem() {
        assertThatThrownBy(() -> select(1, OptionalInt.empty(), "user\na\n"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("count");
        assertThatThrownBy(() -> select(1, OptionalInt.empty(), "user,count\na,many\n"))
                .isInstanceOf(ProblemException.class);
    }
}
