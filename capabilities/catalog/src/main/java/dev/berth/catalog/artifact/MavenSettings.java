package dev.berth.catalog.artifact;

import java.nio.file.Path;
import java.util.Optional;

/// Where Maven artifacts come from, other than what the user's Maven does anyway.
///
/// @param userSettings a `settings.xml` in place of the user's own
/// @param localRepository a local repository in place of the one that the settings name
/// @param network whether remote repositories may be asked
public record MavenSettings(
        Optional<Path> userSettings, Optional<Path> localRepository, Network network) {

    /// Whether something outside this machine may be asked.
    public enum Network {
        ONLINE,
        OFFLINE
    }

    /// What `mvn` would do for this user.
    public static MavenSettings ofUser() {
        return new MavenSettings(Optional.empty(), Optional.empty(), Network.ONLINE);
    }
}
