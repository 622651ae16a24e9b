package dev.berth.precompute.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectorySnapshotsTest extends SnapshotStoreContract {
    @TempDir private Path root;

    @Override
    SnapshotStore open() {
        return new DirectorySnapshots(root);
    }

    /// Its lock of the database ends with the process.
    @Override
    void abandon(SnapshotStore.Draft draft) {
        draft.close();
    }

    @Test
    void manifest_thatIsDamaged_isAClearProblem() throws IOException {
        try (SnapshotStore store = open()) {
            write(store, 1, 10);
            Path manifest = root.resolve("e/1/manifest");
            String sound = Files.readString(manifest);
            for (String broken :
                    new String[] {
                        "",
                        sound.replace("format: 1", "format: 2"),
                        sound.replace("answers: 3", "answers: many"),
                        sound.replaceAll("computed: .*", "computed: yesterday"),
                        "\0\0\0"
                    }) {
                Files.writeString(manifest, broken);
                assertThatThrownBy(() -> store.list(E))
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e ->
                                        assertThat(e.problem().code())
                                                .isEqualTo(ProblemCode.PRECOMPUTED_UNREADABLE));
            }
            Files.writeString(root.resolve("e/current"), "../../etc");
            assertThatThrownBy(() -> store.current(E)).isInstanceOf(ProblemException.class);
        }
    }
}
