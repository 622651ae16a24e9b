package dev.berth.features.spark;

import dev.berth.core.feature.DataSourceConfig;
import java.time.ZoneId;

/// The rows of a training set before features are added, where a cluster finds them.
///
/// @param path of a file or a folder of files, such as `s3a://bucket/spine.parquet`
/// @param format parquet, csv with names in the first line, or json with an object on each line
/// @param time the column with the instant as of which features are wanted
/// @param zone in which times without one are meant
public record SpineFiles(String path, DataSourceConfig.Format format, String time, ZoneId zone) {
    public SpineFiles {
        if (format == DataSourceConfig.Format.ICEBERG || format == DataSourceConfig.Format.ARROW) {
            throw new IllegalArgumentException(
                    "format: " + format + " (expected: parquet, csv or json)");
        }
    }
}
