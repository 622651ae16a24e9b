package dev.berth.batch;

import java.util.Optional;

/// What a report says of where it comes from.
///
/// @param command that gives the same output
/// @param source what the rows were copied from, if the job reads a copy
public record BatchOrigin(String command, String berthVersion, Optional<String> source) {
    /// Origin of a job that reads its source itself.
    public BatchOrigin(String command, String berthVersion) {
        this(command, berthVersion, Optional.empty());
    }
}
