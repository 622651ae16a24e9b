package dev.berth.features.duckdb;

import dev.berth.features.history.JoinedView;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.TableFormats;
import java.nio.file.Path;
import java.util.List;

/// Which training set is wanted.
///
/// @param output the file that is written, in place of any other, when all is done
public record JoinRequest(Spine spine, List<JoinedView> views, Path output, OutputFormat format) {
    public JoinRequest {
        views = List.copyOf(views);
    }

    /// One whose format the ending of the output tells.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if it tells none that is written
    public JoinRequest(Spine spine, List<JoinedView> views, Path output) {
        this(spine, views, output, TableFormats.ofFile(OutputFormat.class, output.toString()));
    }
}
