package dev.berth.evaluation.run;

import dev.berth.catalog.profile.Machine;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// What a report says of where and how it was made, besides what the run finds.
///
/// @param command the command line that gives the numbers again
/// @param folder the system's directory, to which names of files are relative
/// @param dataFile as the report names it
/// @param machine empty if the predictions were made elsewhere
public record ReportOrigin(
        String command,
        Path folder,
        String dataFile,
        Optional<Machine> machine,
        String berthVersion,
        InstantSource clock) {

    /// Of data in the working directory.
    public ReportOrigin(
            String command,
            String dataFile,
            Optional<Machine> machine,
            String berthVersion,
            InstantSource clock) {
        this(command, Path.of(""), dataFile, machine, berthVersion, clock);
    }

    /// The name of a file in the report: relative to the folder if it lies there.
    String named(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path within = folder.toAbsolutePath().normalize();
        return absolute.startsWith(within)
                ? within.relativize(absolute).toString()
                : file.toString();
    }
}
