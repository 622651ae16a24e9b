package dev.berth.cli.features;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import java.nio.file.Path;

/// Tells the form of a data file by its ending.
final class DataFormats {
    private DataFormats() {}

    /// The form of a file.
    ///
    /// @throws ProblemException `usage` for another ending
    static DataSourceConfig.Format of(Path file) {
        String name = file.toString();
        if (name.endsWith(".csv")) {
            return DataSourceConfig.Format.CSV;
        }
        if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return DataSourceConfig.Format.JSON;
        }
        if (name.endsWith(".parquet")) {
            return DataSourceConfig.Format.PARQUET;
        }
        if (name.endsWith(".arrow") || name.endsWith(".arrows") || name.endsWith(".feather")) {
            return DataSourceConfig.Format.ARROW;
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "the file " + file + " (expected: an ending of .parquet, .csv, .jsonl or .arrow)",
                "rename it, or convert it");
    }
}
