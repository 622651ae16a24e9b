package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of directories `name=value`, and columns of that name.
class FolderColumnsTest extends OpenedOrders {
    @Test
    void partitions_asFolders_areColumns() throws IOException {
        Files.createDirectories(folder.resolve("who=7"));
        parquet("who=7/1.parquet", "SELECT TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        assertThat(events(files("parquet", "**/*.parquet")))
                .containsExactly("7 2024-01-01T00:00:00Z 1.5");
    }

    @Test
    void folder_ofTheNameOfAColumn_doesNotReplaceIt() throws IOException {
        Files.createDirectories(folder.resolve("who=7"));
        parquet(
                "who=7/1.parquet",
                "SELECT 8::BIGINT AS who, TIMESTAMP '2024-01-01' AS seen, 1.5::DOUBLE AS amount");
        assertThat(events(files("parquet", "**/*.parquet")))
                .containsExactly("8 2024-01-01T00:00:00Z 1.5");
    }

    @Test
    void folder_ofTheNameOfAColumnOfTexts_doesNotReplaceIt() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("who=7"));
        Files.writeString(inner.resolve("1.csv"), "who,seen,amount\n8,2024-01-01,1.5\n");
        Files.writeString(
                inner.resolve("1.json"),
                """
                {"who": 8, "seen": "2024-01-01", "amount": 1.5}
                """);
        for (String format : List.of("csv", "json")) {
            assertThat(events(files(format, "**/*." + format)))
                    .as(format)
                    .containsExactly("8 2024-01-01T00:00:00Z 1.5");
        }
    }

    @Test
    void folder_ofTheNameOfAColumn_besideOneThatIsRead_isAProblem() throws IOException {
        Files.createDirectories(folder.resolve("who=7/amount=1.5"));
        parquet(
                "who=7/amount=1.5/1.parquet",
                "SELECT 8::BIGINT AS who, TIMESTAMP '2024-01-01' AS seen");
        assertThat(problem(files("parquet", "**/*.parquet")).message())
                .contains("has a column who");
    }
}
