package dev.berth.features.duckdb;

import dev.berth.features.history.JoinedView;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.TableFormats;
import java.nio.file.Path;
import java.util.List;

/// Request for a training set.
///
/// @param output file that is replaced when the join is complete
public record JoinRequest(Spine spine, List<JoinedView> views, Path output, OutputFormat format) {
    public JoinRequest {
        views = List.copyOf(views);
    }

    /// Request whose output format follows from the file extension.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if the extension is unknown
    public JoinRequest(Spine spine, List<JoinedView> views, Path output) {
        this(spine, views, output, TableFormats.ofFile(OutputFormat.class, output.toString()));
    }
}
