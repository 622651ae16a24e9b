package dev.berth.features.duckdb;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.features.history.JoinedView;
import java.nio.file.Path;
import java.util.List;

/// Which training set is wanted.
///
/// @param output the file that is written, in place of any other, when all is done
/// @param format parquet, csv, json or arrow
public record JoinRequest(
        Spine spine, List<JoinedView> views, Path output, DataSourceConfig.Format format) {
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
