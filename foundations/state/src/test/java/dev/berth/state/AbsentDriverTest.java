package dev.berth.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.AccessRules;
import dev.berth.core.system.FeatureSettings;
import dev.berth.core.system.StateStoreConfig;
import dev.berth.core.system.SystemDescription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Applications without a driver on their class path: JVMs of their own.
final class AbsentDriverTest {
    @TempDir private Path directory;

    @Test
    void state_withoutAFile_needsNoDriver() throws Exception {
        assertThat(run("read", "")).isEqualTo("[]");
    }

    @Test
    void driverOfSqlite_thatIsAbsent_isToldByName() throws Exception {
        assertThat(run("append", ""))
                .contains("state-unavailable", "add org.xerial:sqlite-jdbc to the application");
        Files.writeString(
                Files.createDirectories(directory.resolve(".berth")).resolve("state.db"), "");
        assertThat(run("read", "")).contains("add org.xerial:sqlite-jdbc");
    }

    @Test
    void driverOfPostgres_thatIsAbsent_isToldByName() throws Exception {
        assertThat(run("read", "postgresql://localhost/b"))
                .contains("add org.postgresql:postgresql to the application");
    }

    private String run(String command, String uri) throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(":"))
                        .filter(each -> !each.contains("sqlite") && !each.contains("postgres"))
                        .collect(Collectors.joining(":"));
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath,
                                Program.class.getName(),
                                command,
                                directory.toString(),
                                uri)
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /// Reads or appends, and says what came of it.
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            var system =
                    new SystemDescription(
                            Path.of(args[1]),
                            "test",
                            "",
                            Optional.empty(),
                            Map.of(),
                            List.of(),
                            FeatureSettings.DEFAULT,
                            args[2].isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(StateStoreConfig.of(args[2])),
                            AccessRules.none());
            var key = new StateKey("traffic", "topic");
            try (StateStore store = SystemStateStore.of(() -> system, Map.of())) {
                System.out.println(
                        args[0].equals("read")
                                ? store.read(key, 1, 1)
                                : store.append(key, StateStoreContract.change("1")));
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
