package dev.berth.features.spark;

import java.time.ZoneId;

/// The rows of a training set before features are added, where a cluster finds them.
///
/// @param path of a file or a folder of files, such as `s3a://bucket/spine.parquet`
/// @param format parquet, csv with names in the first line, or json with an object on each line
/// @param time the column with the instant as of which features are wanted
/// @param zone in which times without one are meant
public record SpineFiles(String path, SparkFormat format, String time, ZoneId zone) {
    /// One whose format its ending tells.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if it tells none that can be a spine
    public SpineFiles(String path, String time, ZoneId zone) {
        this(path, SparkFormat.ofPath(SparkFormat.SPINES, path), time, zone);
    }
}
