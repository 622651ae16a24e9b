package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerFolderTest {
    @TempDir private Path place;

    @Test
    void create_foldersOfServersThatAreGone_areDeleted() throws IOException {
        Path left = Files.createDirectories(place.resolve("berth-workers-999999999-1/7"));
        Files.writeString(left.resolve("s"), "");
        Files.writeString(left.resolveSibling("lock"), "");
        Path other = Files.createDirectories(place.resolve("of-others"));
        try (WorkerFolder folder = WorkerFolder.create(List.of(place))) {
            assertThat(left.getParent()).doesNotExist();
            assertThat(other).exists();
            assertThat(folder.path()).exists();
        }
    }

    @Test
    void create_besideAnotherOfThisProcess_leavesIt() throws IOException {
        try (WorkerFolder first = WorkerFolder.create(List.of(place));
                WorkerFolder second = WorkerFolder.create(List.of(place))) {
            assertThat(first.path()).exists();
            assertThat(second.path()).exists();
        }
        try (var left = Files.list(place)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void create_firstPlaceMissing_takesTheNext() throws IOException {
        try (WorkerFolder folder = WorkerFolder.create(List.of(place.resolve("missing"), place))) {
            assertThat(folder.path().getParent()).isEqualTo(place);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx------");
        }
    }
}
