package dev.berth.features.duckdb;

import dev.berth.core.feature.Origin;
import dev.berth.features.history.JoinedView;
import java.nio.file.Path;
import java.util.List;

/// Which training set is wanted.
///
/// @param output the file that is written, in place of any other, when all is done
/// @param format parquet, csv, json or arrow
public record JoinRequest(Spine spine, List<JoinedView> views, Path output, Origin.Format format) {
    public JoinRequest {
        views = List.copyOf(views);
        boolean isWritten =
                switch (format) {
                    case PARQUET, CSV, JSON, ARROW -> true;
                    case ICEBERG -> false;
                };
        if (!isWritten) {
            throw new IllegalArgumentException(
                    "format: " + format + " (expected: parquet, csv, json or arrow)");
        }
    }
}
