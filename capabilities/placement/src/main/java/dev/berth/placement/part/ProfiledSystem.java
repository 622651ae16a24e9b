package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.profile.Machine;
import dev.berth.catalog.profile.SystemProfiles.FoundProfile;
import dev.berth.placement.scenario.ProfiledModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Search for the system whose model a profile measured: the one that the profile's file lies in.
final class ProfiledSystem {
    private static final String DESCRIPTION = "berth.yaml";

    /// A profile lies in a folder of a folder of its system.
    private static final int LEVELS_MAX = 3;

    private ProfiledSystem() {}

    /// @param system of the scenario
    /// @param place that may name the profile's file
    static Optional<ProfiledModel> find(Path system, DocumentNode place, FoundProfile found) {
        boolean isFile = place.text("profile").filter(each -> each.endsWith(".json")).isPresent();
        Optional<Path> directory =
                isFile ? above(system.resolve(found.file()).normalize()) : Optional.of(system);
        Machine machine = found.profile().machine();
        return directory.map(
                each ->
                        new ProfiledModel(
                                each, found.profile().model(), machine.cpu(), machine.cores()));
    }

    private static Optional<Path> above(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        for (int i = 0; i < LEVELS_MAX && folder != null; i++) {
            if (Files.isRegularFile(folder.resolve(DESCRIPTION))) {
                return Optional.of(folder);
            }
            folder = folder.getParent();
        }
        return Optional.empty();
    }
}
