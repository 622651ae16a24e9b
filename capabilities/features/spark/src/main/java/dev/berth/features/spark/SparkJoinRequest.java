package dev.berth.features.spark;

import dev.berth.features.history.JoinedView;
import java.util.List;

/// Request for a training set from a cluster.
///
/// @param output directory that is replaced when the join is complete; its files are named in row
///   order
/// @param format parquet or csv
public record SparkJoinRequest(
        SpineFiles spine, List<JoinedView> views, String output, SparkFormat format) {
    public SparkJoinRequest {
        views = List.copyOf(views);
    }

    /// Request whose output format follows from the path's extension.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if the extension is unknown
    public SparkJoinRequest(SpineFiles spine, List<JoinedView> views, String output) {
        this(spine, views, output, SparkFormat.ofPath(SparkFormat.OUTPUTS, output));
    }
}
