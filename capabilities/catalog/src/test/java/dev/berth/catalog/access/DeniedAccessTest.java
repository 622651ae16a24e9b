package dev.berth.catalog.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.access.DeniedAccess.AccessCheck;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders that may not be read: by a check that refuses as the file system does, and, where the
/// tests are not run by root, whom nothing is refused, by the file system itself.
final class DeniedAccessTest {
    @TempDir Path folder;

    @AfterEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static AccessCheck closed(Path closed, AccessMode mode) {
        return (path, modes) -> {
            if (mode == AccessMode.EXECUTE && path.startsWith(closed) && !path.equals(closed)) {
                throw new AccessDeniedException(path.toString());
            }
            if (path.equals(closed) && List.of(modes).contains(mode)) {
                throw new AccessDeniedException(path.toString());
            }
            path.getFileSystem().provider().checkAccess(path, modes);
        };
    }

    @Test
    void folder_thatMayNotBeEntered_isNamedWithUserAndOwner() throws IOException {
        Path models = folder.resolve("models");
        String owner = Files.getOwner(folder).getName();
        assertThat(DeniedAccess.find(models, closed(folder, AccessMode.EXECUTE)))
                .hasValueSatisfying(
                        said ->
                                assertThat(said)
                                        .contains(
                                                "'" + folder + "' may not be read by the user '",
                                                System.getProperty("user.name"),
                                                owner));
    }

    @Test
    void file_thatMayNotBeRead_isNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("model.onnx"));
        assertThat(DeniedAccess.find(file, closed(file, AccessMode.READ)))
                .hasValueSatisfying(said -> assertThat(said).contains("'" + file + "' may not"));
    }

    @Test
    void path_thatIsAbsentOrOpen_isNotDenied() throws IOException {
        assertThat(DeniedAccess.find(folder.resolve("absent/file"))).isEmpty();
        assertThat(DeniedAccess.find(Files.createFile(folder.resolve("file")))).isEmpty();
        assertThat(DeniedAccess.find(folder)).isEmpty();
    }

    @Test
    void systemFolder_thatMayNotBeEntered_isNotToldAsAbsent() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may read everything");
        Path system = Files.createDirectories(folder.resolve("system"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
        assertThatThrownBy(() -> Catalog.open(system))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("may not be read")
                .hasMessageNotContaining("no directory");
    }
}
