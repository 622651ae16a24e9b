package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OpenedStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the store's directory.
class RocksFolderTest extends OpenedStore {
    /// As RocksDB writes it for a store without rows.
    private static final byte[] FIRST_MANIFEST =
            HexFormat.of()
                    .parseHex(
                            "1fffbe922d000181402435373365316466632d316537382d343864352d626238"
                                    + "342d613837656166643133353131020003020400");

    @TempDir private Path temporary;

    @Override
    protected OnlineStore open() {
        return RocksStore.open(folder());
    }

    private Path folder() {
        return temporary.resolve("deep").resolve("store");
    }

    @Override
    protected boolean lasts() {
        return true;
    }

    @Test
    void open_twiceInOneProcess_isAProblem() {
        Problem problem = assertUnavailable(() -> RocksStore.open(folder()));
        assertThat(problem.message())
                .contains("is open already, by process " + ProcessHandle.current().pid());
        put(bytes(1), bytes(1));
        assertThat(store().read(bytes(1))).containsExactly(1);
    }

    @Test
    void open_whereAFileIs_isAProblem() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "in the way");
        Problem problem = assertUnavailable(() -> RocksStore.open(file));
        assertThat(problem.message()).contains(file.toString());
    }

    /// A process that is killed while it creates the store has lost nothing.
    @Test
    void open_storeWhoseMakerWasKilled_makesIt() throws IOException {
        for (boolean isNamed : List.of(false, true)) {
            Path made = Files.createDirectories(temporary.resolve("killed-" + isNamed));
            Files.write(made.resolve("MANIFEST-000001"), isNamed ? FIRST_MANIFEST : new byte[0]);
            if (isNamed) {
                Files.writeString(made.resolve("CURRENT"), "MANIFEST-000001\n");
            }
            try (RocksStore store = RocksStore.open(made)) {
                assertThat(store.damage()).isEmpty();
                var batch = new StoreBatch();
                batch.put(bytes(1), bytes(2));
                store.write(batch);
                assertThat(store.read(bytes(1))).containsExactly(2);
            }
        }
    }

    @Test
    void open_filesOfAnInterruptedLoad_deletesThem() throws IOException {
        store().close();
        Path left = LoadFolder.create(LoadFolder.within(folder()));
        Files.writeString(left.resolve("0.sst"), "half of a file");
        reopen();
        assertThat(LoadFolder.within(folder())).doesNotExist();
    }

    @Test
    void bulkLoad_finishedOrGivenUp_leavesNoFilesBeside() throws IOException {
        try (BulkLoad load = ((RocksStore) store()).bulkLoad(10)) {
            load.put(bytes(1), new byte[20]);
            load.finish();
        }
        try (BulkLoad load = ((RocksStore) store()).bulkLoad(10)) {
            load.put(bytes(2), new byte[20]);
        }
        assertThat(LoadFolder.within(folder())).isEmptyDirectory();
        assertThat(rows(bytes())).hasSize(1);
    }

    /// Overlapping files, with rows in several of them.
    @Test
    void bulkLoad_anyOrderInManyFiles_theLastCounts() {
        var random = new Random(seed);
        var expected = new TreeMap<String, String>();
        try (BulkLoad load = ((RocksStore) store()).bulkLoad(400)) {
            for (int i = 0; i < 3_000; i++) {
                byte[] key = bytes(random.nextInt(8), random.nextInt(100));
                load.put(key, bytes(i >> 8, i));
                expected.put(text(key), text(bytes(i >> 8, i)));
            }
            load.finish();
        }
        var found = new TreeMap<String, String>();
        store().scan(bytes(), (key, value) -> found.put(text(key), text(value)));
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void openToRead_besideTheWriter_followsItAndWritesNothing() {
        put(bytes(1), bytes(1));
        put(bytes(2), bytes(1));
        try (OnlineStore reading = RocksStore.openToRead(folder())) {
            assertThat(reading.read(bytes(1))).containsExactly(1);
            put(bytes(1), bytes(2));
            store().deletePrefix(bytes(2));
            try (BulkLoad load = store().bulkLoad()) {
                load.put(bytes(3), bytes(3));
                load.finish();
            }
            Await.until(() -> reading.read(bytes(3)) != null);
            assertThat(reading.readAll(List.of(bytes(1), bytes(2), bytes(3))))
                    .containsExactly(bytes(2), null, bytes(3));
            assertUnavailable(() -> reading.write(new StoreBatch()));
            assertUnavailable(() -> reading.deletePrefix(bytes(1)));
            assertUnavailable(reading::bulkLoad);
        }
    }

    /// Rows that were missing when first read: RocksDB's sequence number stays the same.
    @Test
    void openToRead_newKeysTakenIn_areNotTakenForMissing() {
        put(bytes(1), bytes(1));
        try (OnlineStore reading = RocksStore.openToRead(folder())) {
            assertThat(reading.readAll(List.of(bytes(1), bytes(7))))
                    .containsExactly(bytes(1), null);
            assertThat(reading.read(bytes(7))).isNull();
            try (BulkLoad load = store().bulkLoad()) {
                load.put(bytes(7), bytes(3));
                load.finish();
            }
            Await.until(() -> Arrays.equals(reading.read(bytes(7)), bytes(3)));
            assertThat(reading.readAll(List.of(bytes(1), bytes(7))))
                    .containsExactly(bytes(1), bytes(3));
        }
    }

    @Test
    void openToRead_prefixDeleted_isNoticed() {
        put(bytes(1, 1), bytes(1));
        try (OnlineStore reading = RocksStore.openToRead(folder())) {
            assertThat(reading.read(bytes(1, 1))).containsExactly(1);
            store().deletePrefix(bytes(1));
            Await.until(() -> reading.read(bytes(1, 1)) == null);
        }
    }

    @Test
    void openToRead_nothingNew_takesEveryRowFromMemory() {
        // So few that none evicts another from its bucket of the index.
        int keys = 20;
        for (int i = 0; i < keys; i++) {
            put(bytes(1, i), bytes(i));
        }
        try (var reading = (RocksSecondaryStore) RocksStore.openToRead(folder())) {
            awaitLooks(reading, 2);
            for (int i = 0; i < keys; i++) {
                reading.read(bytes(1, i));
            }
            awaitLooks(reading, 3);
            long hits = reading.cache().hitCount();
            for (int i = 0; i < keys; i++) {
                assertThat(reading.read(bytes(1, i))).isEqualTo(bytes(i));
                if (i % (keys / 4) == 0) {
                    awaitLooks(reading, 1);
                }
            }
            assertThat(reading.cache().hitCount()).isEqualTo(hits + keys);
        }
    }

    /// Scans meanwhile, as without readers there would be no looks.
    private static void awaitLooks(RocksSecondaryStore reading, int count) {
        for (int i = 0; i < count; i++) {
            long before = reading.polledNanos();
            Await.until(
                    () -> {
                        reading.scan(bytes(99), (key, value) -> {});
                        return reading.polledNanos() != before;
                    });
        }
    }

    @Test
    void openToRead_closed_isAProblem() {
        OnlineStore reading = RocksStore.openToRead(folder());
        reading.close();
        reading.close();
        assertUnavailable(() -> reading.read(bytes(1)));
        assertUnavailable(() -> reading.readAll(List.of(bytes(1))));
        assertUnavailable(() -> reading.scan(bytes(1), (key, value) -> {}));
    }

    /// Files are deleted by compaction while the reader has them open.
    @Test
    void openToRead_whileManyFilesComeAndGo_keepsUp() {
        try (OnlineStore reading = RocksStore.openToRead(folder())) {
            for (int round = 1; round <= 40; round++) {
                try (BulkLoad load = store().bulkLoad()) {
                    for (int i = 0; i < 500; i++) {
                        load.put(bytes(4, i >> 8, i), bytes(round));
                    }
                    load.finish();
                }
                if (round % 8 == 0) {
                    int now = round;
                    Await.until(() -> Arrays.equals(reading.read(bytes(4, 1, 3)), bytes(now)));
                }
            }
        }
    }

    @Test
    void openToRead_nothingThere_isAProblem() {
        assertUnavailable(() -> RocksStore.openToRead(temporary.resolve("nowhere")));
    }
}
