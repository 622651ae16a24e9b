package dev.berth.features.spark;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.features.history.JoinedView;
import java.util.List;

/// Which training set is wanted of a cluster.
///
/// @param output the folder that is written, in place of any other, when all is done; its files are
///   named in the order of the rows
/// @param format parquet or csv
public record SparkJoinRequest(
        SpineFiles spine, List<JoinedView> views, String output, DataSourceConfig.Format format) {
    public SparkJoinRequest {
        views = List.copyOf(views);
        if (format != DataSourceConfig.Format.PARQUET && format != DataSourceConfig.Format.CSV) {
            throw new IllegalArgumentException("format: " + format + " (expected: parquet or csv)");
        }
    }
}
