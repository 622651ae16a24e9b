package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputPlaceTest {
    @TempDir Path folder;

    @Test
    void require_folderWithOtherFiles_isRefused() throws IOException {
        Files.writeString(folder.resolve("precious"), "x");

        assertThatThrownBy(() -> OutputPlace.require(folder))
                .hasMessageStartingWith("usage: --output ");
        assertThatThrownBy(() -> OutputPlace.require(folder.resolve("absent").resolve("i.tar")))
                .hasMessageContaining("a folder that is there and can be written");
    }

    @Test
    void put_folder_replacesAnEarlierLayout() throws IOException {
        Path source = Files.createDirectories(folder.resolve("new"));
        Files.writeString(source.resolve("oci-layout"), "new");
        Path output = Files.createDirectories(folder.resolve("image"));
        Files.writeString(output.resolve("oci-layout"), "old");
        Files.writeString(output.resolve("old-blob"), "old");

        OutputPlace.require(output);
        OutputPlace.put(source, output);

        assertThat(output.resolve("oci-layout")).hasContent("new");
        assertThat(output.resolve("old-blob")).doesNotExist();
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(source, output);
        }
    }

    @Test
    void put_missingSource_leavesWhatWasThere() throws IOException {
        Path output = Files.writeString(folder.resolve("image.tar"), "old");

        assertThatThrownBy(() -> OutputPlace.put(folder.resolve("absent"), output))
                .hasMessageStartingWith("image-build-failed: ");

        assertThat(output).hasContent("old");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(output);
        }
    }
}
