package dev.berth.features.spark;

import dev.berth.features.history.JoinedView;
import java.util.List;

/// Which training set is wanted of a cluster.
///
/// @param output the folder that is written, in place of any other, when all is done; its files are
///   named in the order of the rows
/// @param format parquet or csv
public record SparkJoinRequest(
        SpineFiles spine, List<JoinedView> views, String output, SparkFormat format) {
    public SparkJoinRequest {
        views = List.copyOf(views);
    }

    /// One whose format the ending of the output tells.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if it tells none that is written
    public SparkJoinRequest(SpineFiles spine, List<JoinedView> views, String output) {
        this(spine, views, output, SparkFormat.ofPath(SparkFormat.OUTPUTS, output));
    }
}
