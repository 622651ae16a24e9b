package dev.berth.evaluation.run;

import dev.berth.catalog.profile.Machine;
import java.time.InstantSource;
import java.util.Optional;

/// What a report says of where and how it was made, besides what the run finds.
///
/// @param command the command line that gives the numbers again
/// @param dataFile as the report names it
/// @param machine empty if the predictions were made elsewhere
public record ReportOrigin(
        String command,
        String dataFile,
        Optional<Machine> machine,
        String berthVersion,
        InstantSource clock) {}
