package dev.berth.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovedPathsTest {
    @ParameterizedTest
    @CsvSource({
        "/a/t, /b/t, /a/t/data/1.parquet, /b/t/data/1.parquet",
        "/a/t/, /b/t, /a/t/data/1.parquet, /b/t/data/1.parquet",
        "file:/a/t, /b/t, file:///a/t/data/1.parquet, /b/t/data/1.parquet",
        "file:///a/t, /b/t, /a/t/data/1.parquet, /b/t/data/1.parquet",
        "s3://bucket/t, s3a://bucket/t, s3://bucket/t/x=%20/1, s3a://bucket/t/x=%20/1",
        "./t, /b/t, t/data/1.parquet, /b/t/data/1.parquet",
        // Of another table, whose name begins alike, or elsewhere.
        "/a/t, /b/t, /a/t2/data/1.parquet, /a/t2/data/1.parquet",
        "/a/t, /b/t, s3://bucket/1.parquet, s3://bucket/1.parquet",
        // The place where it was found is not known.
        "/a/t, '', /a/t/data/1.parquet, /a/t/data/1.parquet",
    })
    void path_belowTheFolderOfTheTable_isBelowTheOneWhereItWasFound(
            String before, String now, String path, String expected) {
        assertThat(new MovedPaths(before, now).now(path)).isEqualTo(expected);
    }
}
