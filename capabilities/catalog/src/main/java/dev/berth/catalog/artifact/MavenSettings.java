package dev.berth.catalog.artifact;

import java.nio.file.Path;
import java.util.Optional;

/// Sources of Maven artifacts that differ from the settings of the user's Maven.
///
/// @param userSettings a `settings.xml` in place of the user's own
/// @param localRepository a local repository in place of the one that the settings name
/// @param network whether remote repositories may be contacted
public record MavenSettings(
        Optional<Path> userSettings, Optional<Path> localRepository, Network network) {

    /// Whether other machines may be contacted.
    public enum Network {
        ONLINE,
        OFFLINE
    }

    /// What `mvn` would do for this user.
    public static MavenSettings ofUser() {
        return new MavenSettings(Optional.empty(), Optional.empty(), Network.ONLINE);
    }
}
