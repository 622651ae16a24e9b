package dev.berth.features.duckdb;

import dev.berth.tables.SpineFormat;
import dev.berth.tables.TableFormats;
import java.nio.file.Path;
import java.time.ZoneId;

/// Spine: the rows of a training set (entities and instants) before features are added.
///
/// @param time column with the instant at which features are read
/// @param zone of times without one
public record Spine(Path file, SpineFormat format, String time, ZoneId zone) {
    /// Spine whose format follows from the file extension.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if the extension is unknown
    public Spine(Path file, String time, ZoneId zone) {
        this(file, TableFormats.ofFile(SpineFormat.class, file.toString()), time, zone);
    }
}
