package dev.berth.features.duckdb;

import dev.berth.tables.SpineFormat;
import dev.berth.tables.TableFormats;
import java.nio.file.Path;
import java.time.ZoneId;

/// The rows of a training set before features are added: who, and when.
///
/// @param time the column with the instant as of which features are wanted
/// @param zone in which times without one are meant
public record Spine(Path file, SpineFormat format, String time, ZoneId zone) {
    /// One whose format its ending tells.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if it tells none that can be a spine
    public Spine(Path file, String time, ZoneId zone) {
        this(file, TableFormats.ofFile(SpineFormat.class, file.toString()), time, zone);
    }
}
