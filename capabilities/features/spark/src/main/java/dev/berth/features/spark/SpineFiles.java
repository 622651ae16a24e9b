package dev.berth.features.spark;

import java.time.ZoneId;

/// Spine of a training set in files that a cluster can read.
///
/// @param path of a file or a directory of files, such as `s3a://bucket/spine.parquet`
/// @param format parquet, csv with a header line, or json with an object on each line
/// @param time column with the instant at which features are read
/// @param zone of times without one
public record SpineFiles(String path, SparkFormat format, String time, ZoneId zone) {
    /// Spine whose format follows from the path's extension.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if the extension is unknown
    public SpineFiles(String path, String time, ZoneId zone) {
        this(path, SparkFormat.ofPath(SparkFormat.SPINES, path), time, zone);
    }
}
