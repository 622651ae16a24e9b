package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.StoreBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a store's files show each of its writes.
class StoreFilesTest {
    private static final byte[] KEY = {1};

    @TempDir private Path temporary;
    private RocksStore store;
    private StoreFiles files;

    @BeforeEach
    void open() {
        store = RocksStore.open(temporary);
        files = new StoreFiles(temporary);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(int value) {
        var batch = new StoreBatch();
        batch.put(KEY, new byte[] {(byte) value});
        store.write(batch);
    }

    /// Makes the directory look unchanged for long, so that it is not listed again.
    private void makeFolderOld() throws IOException {
        Files.setLastModifiedTime(temporary, FileTime.from(Instant.now().minusSeconds(60)));
    }

    @Test
    void poll_nothingWritten_isTheSame() throws IOException {
        put(1);
        List<StoreFiles.FileState> before = files.poll();
        assertThat(store.read(KEY)).containsExactly(1);
        assertThat(files.poll()).isNotEmpty().isEqualTo(before);
        makeFolderOld();
        assertThat(files.poll()).isEqualTo(before);
        assertThat(files.poll()).isEqualTo(before);
    }

    @Test
    void poll_rowsWrittenOneByOne_isAnotherEachTime() throws IOException {
        makeFolderOld();
        List<StoreFiles.FileState> before = files.poll();
        for (int i = 0; i < 100; i++) {
            put(i);
            List<StoreFiles.FileState> now = files.poll();
            assertThat(now).isNotEqualTo(before);
            before = now;
        }
    }

    @Test
    void poll_prefixDeleted_isAnother() throws IOException {
        put(1);
        List<StoreFiles.FileState> before = files.poll();
        store.deletePrefix(KEY);
        assertThat(files.poll()).isNotEqualTo(before);
    }

    @Test
    void poll_prefixDeletedThatNoKeyHas_isTheSame() throws IOException {
        put(1);
        List<StoreFiles.FileState> before = files.poll();
        store.deletePrefix(new byte[] {2});
        assertThat(files.poll()).isEqualTo(before);
    }

    @Test
    void poll_filesIngested_isAnother() throws IOException {
        List<StoreFiles.FileState> before = files.poll();
        try (BulkLoad load = store.bulkLoad()) {
            load.put(KEY, KEY);
            assertThat(files.poll()).isEqualTo(before);
            load.finish();
        }
        assertThat(files.poll()).isNotEqualTo(before);
    }

    /// Each opening starts a new log for later writes.
    @Test
    void poll_openedAgainAndWritten_isAnotherEachTime() throws IOException {
        makeFolderOld();
        List<StoreFiles.FileState> before = files.poll();
        store.close();
        store = RocksStore.open(temporary);
        List<StoreFiles.FileState> opened = files.poll();
        assertThat(opened).isNotEqualTo(before);
        put(1);
        assertThat(files.poll()).isNotEqualTo(opened);
    }

    /// A file created within the same time step as a listing.
    @Test
    void poll_newFileThatTheFoldersTimeDoesNotShow_isAnother() throws IOException {
        FileTime changed = Files.getLastModifiedTime(temporary);
        List<StoreFiles.FileState> before = files.poll();
        Files.createFile(temporary.resolve("999999.log"));
        Files.setLastModifiedTime(temporary, changed);
        assertThat(files.poll()).isNotEqualTo(before);
    }

    @Test
    void poll_folderGone_fails() {
        var nowhere = new StoreFiles(temporary.resolve("nowhere"));
        assertThatThrownBy(nowhere::poll).isInstanceOf(NoSuchFileException.class);
    }
}
