package dev.berth.features.duckdb;

import dev.berth.core.feature.DataSourceConfig;
import java.nio.file.Path;
import java.time.ZoneId;

/// The rows of a training set before features are added: who, and when.
///
/// @param format parquet, csv with names in the first line, json with an object on each line, or
///   arrow
/// @param time the column with the instant as of which features are wanted
/// @param zone in which times without one are meant
public record Spine(Path file, DataSourceConfig.Format format, String time, ZoneId zone) {
    public Spine {
        if (format == DataSourceConfig.Format.ICEBERG) {
            throw new IllegalArgumentException(
                    "format: iceberg (expected: parquet, csv, json or arrow)");
        }
    }
}
