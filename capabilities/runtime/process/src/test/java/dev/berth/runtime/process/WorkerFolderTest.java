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

    /// As after a restart of a container, in which every server is the first process.
    @Test
    void create_folderOfAnEarlierServerOfTheSameNumber_isDeleted() throws IOException {
        Path left =
                Files.createDirectories(
                        place.resolve("berth-workers-" + ProcessHandle.current().pid() + "-12-1"));
        Files.writeString(left.resolve("lock"), "");
        WorkerFolder.create(List.of(place)).close();
        assertThat(left).doesNotExist();
    }

    /// In a place where all users may write, another may have put links and pipes for a server to
    /// fall over.
    @Test
    void create_foldersOfOthersAndLinks_areLeft() throws IOException {
        Path strange = Files.createDirectories(place.resolve("berth-workers-999999999-1"));
        Files.writeString(strange.resolve("lock"), "");
        boolean mayGiveAway = giveAway(strange);
        Path elsewhere = Files.createDirectories(place.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("lock"), "");
        Path link = Files.createSymbolicLink(place.resolve("berth-workers-999999998-1"), elsewhere);
        try (WorkerFolder folder = WorkerFolder.create(List.of(place))) {
            assertThat(folder.path()).exists();
            assertThat(Files.exists(strange)).isEqualTo(mayGiveAway);
            assertThat(link).isSymbolicLink();
            assertThat(elsewhere.resolve("lock")).exists();
        }
    }

    /// Only the system's administrator may, as tests in containers are.
    private static boolean giveAway(Path folder) {
        try {
            Files.setAttribute(folder, "unix:uid", 12_345);
            return true;
        } catch (IOException notAllowed) {
            return false;
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
