package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.nativelib.LibraryCache;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxLibraryTest {
    @TempDir private Path folder;

    private Path locate(String cache) {
        return new OnnxLibrary(new LibraryCache(Map.of("BERTH_CACHE", cache), folder, folder))
                .locate();
    }

    @Test
    void locate_secondTime_usesTheFileThatIsThere() throws IOException {
        Path first = locate(folder.toString());
        FileTime written = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(first, written);
        Path second = locate(folder.toString());
        assertThat(second).isEqualTo(first).startsWith(folder.resolve("native"));
        assertThat(Files.getLastModifiedTime(second)).isEqualTo(written);
        try (var files = Files.list(first.toAbsolutePath().getParent())) {
            assertThat(files).containsExactly(first);
        }
    }

    @Test
    void locate_truncatedFile_unpacksAgain() throws IOException {
        Path first = locate(folder.toString());
        long bytes = Files.size(first);
        Files.write(first, new byte[10]);
        assertThat(locate(folder.toString())).hasSize(bytes);
    }

    @Test
    void locate_fileDamagedInItsMiddle_unpacksAgain() throws IOException {
        Path first = locate(folder.toString());
        byte[] whole = Files.readAllBytes(first);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(first, damaged);
        assertThat(locate(folder.toString())).isEqualTo(first).hasBinaryContent(whole);
    }

    @Test
    void locate_byManyAtOnce_leavesOneWholeFile() throws IOException {
        List<Path> found =
                IntStream.range(0, 4).parallel().mapToObj(i -> locate(folder.toString())).toList();
        assertThat(found).containsOnly(found.getFirst());
        try (var files = Files.list(found.getFirst().getParent())) {
            assertThat(files).containsExactly(found.getFirst());
        }
    }

    @Test
    void locate_cacheCannotBeWritten_usesATemporaryFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        assertThat(locate(file.toString())).isRegularFile().startsWith(folder);
    }

    @Test
    void serviceLoader_onnx_isFound() {
        assertThat(ServiceLoader.load(ModelRuntime.class))
                .hasExactlyElementsOfTypes(OnnxRuntime.class);
    }
}
