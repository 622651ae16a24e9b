package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksLibraryTest {
    @TempDir private Path folder;

    private Path unpack() {
        try {
            var library = new RocksLibrary(Map.of("BERTH_CACHE", folder.toString()), folder);
            try (var files = Files.list(library.unpack())) {
                List<Path> all = files.toList();
                assertThat(all).hasSize(1);
                return all.getFirst();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void unpack_secondTime_usesTheFileThatIsThere() throws IOException {
        Path first = unpack();
        FileTime written = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(first, written);
        assertThat(unpack()).isEqualTo(first).startsWith(folder.resolve("native"));
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(written);
    }

    @Test
    void unpack_damagedFile_writesItAgain() throws IOException {
        Path first = unpack();
        byte[] whole = Files.readAllBytes(first);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(first, damaged);
        assertThat(unpack()).hasBinaryContent(whole);
        Files.write(first, new byte[10]);
        assertThat(unpack()).hasBinaryContent(whole);
    }

    @Test
    void load_cacheCannotBeWritten_isLeftToRocksDb() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        new RocksLibrary(Map.of("BERTH_CACHE", file.toString()), folder).load();
        RocksStore.open(folder.resolve("store")).close();
    }
}
