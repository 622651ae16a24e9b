package dev.berth.cli.batch;

import dev.berth.batch.source.CopiedSource;
import dev.berth.cli.features.FeatureCommandContext;
import dev.berth.core.ProblemException;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.history.JoinedView;
import dev.berth.featurestore.FeatureStore;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The rows of a file with the values that features had at the time of each row, by a point-in-time
/// join.
///
/// @param system directory that describes the features
/// @param rowsSha256 digest of the rows: changed ones are others, with which a run does not go on
record JoinedSource(Path system, Spine rows, String rowsSha256, List<JoinedView> views)
        implements CopiedSource {
    JoinedSource {
        views = List.copyOf(views);
    }

    @Override
    public String identity() {
        return "as-of\n"
                + rows.file().toAbsolutePath().normalize()
                + '\n'
                + rowsSha256
                + '\n'
                + rows.time()
                + '\n'
                + views;
    }

    /// @throws ProblemException as the join
    @Override
    public void write(Path file, Database database, Map<String, String> environment) {
        try (FeatureStore store = FeatureCommandContext.read(system).store()) {
            store.join(new JoinRequest(rows, views, file));
        }
    }
}
