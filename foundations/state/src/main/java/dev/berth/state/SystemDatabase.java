package dev.berth.state;

import dev.berth.core.system.StateStoreConfig;
import dev.berth.core.system.SystemDescription;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The database of one system's state.
///
/// @param system the name under which its rows are found
record SystemDatabase(StateDatabase database, String system) {
    /// The one system of a file.
    private static final String ALONE = "";

    /// The database that `berth.yaml` names, or the file `.berth/state.db`.
    ///
    /// @param environment whose variables may stand in the URI
    static SystemDatabase of(SystemDescription system, Map<String, String> environment) {
        return system.state()
                .map(
                        config ->
                                new SystemDatabase(
                                        new PostgresDatabase(
                                                PostgresAddress.of(
                                                        config, system.directory(), environment)),
                                        system.name()))
                .orElseGet(() -> new SystemDatabase(ofFile(system.directory()), ALONE));
    }

    private static SqliteDatabase ofFile(Path directory) {
        return new SqliteDatabase(directory.resolve(".berth").resolve("state.db"));
    }

    /// The address of a database, to see whether it is another one.
    record Address(Path directory, String name, Optional<StateStoreConfig> config) {
        static Address of(SystemDescription system) {
            return new Address(
                    system.directory(),
                    system.state().isEmpty() ? ALONE : system.name(),
                    system.state());
        }
    }
}
