package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of a store on a disk that is full, and then is not. The disk is in memory, which only root
/// can create: otherwise the tests are skipped.
class FullDiskTest {
    private static final String DISK_SIZE = "224m";
    private static final int VALUE_BYTES = 100_000;
    private static final long CACHE_BYTES = 1 << 20;

    @TempDir private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", disk.toString());
        assumeThat(mounted).as("a small disk can be made, which takes root").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }

    private static byte[] value(int row) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(row).nextBytes(value);
        return value;
    }

    private static void put(OnlineStore store, int row) {
        var batch = new StoreBatch();
        batch.put(key(row), value(row));
        store.write(batch);
    }

    private static Problem assertFull(ProblemException failed) {
        assertThat(failed).isNotNull();
        Problem problem = failed.problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.ONLINE_STORE_UNAVAILABLE);
        assertThat(problem.remedy()).contains("free space");
        return problem;
    }

    @Test
    void write_diskFullAndThenNot_goesOnByItself() throws IOException {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[212 << 20]);
        try (RocksStore store = RocksStore.open(disk.resolve("store"), CACHE_BYTES)) {
            int written = 0;
            ProblemException failed = null;
            while (failed == null) {
                int row = written;
                failed = catchThrowableOfType(ProblemException.class, () -> put(store, row));
                written += failed == null ? 1 : 0;
            }
            assertFull(failed);
            assertThat(written).isPositive();
            assertThat(store.read(key(0))).isEqualTo(value(0));
            assertThat(store.damage()).isEmpty();
            Files.delete(ballast);
            int next = written;
            Await.until(() -> isWritten(store, next));
            for (int row = 0; row <= written; row++) {
                assertThat(store.read(key(row))).as("row %d", row).isEqualTo(value(row));
            }
        }
        try (RocksStore store = RocksStore.open(disk.resolve("store"), CACHE_BYTES)) {
            assertThat(store.verify()).isEmpty();
            assertThat(store.read(key(0))).isEqualTo(value(0));
        }
    }

    private static boolean isWritten(OnlineStore store, int row) {
        try {
            put(store, row);
            return true;
        } catch (ProblemException e) {
            assertFull(e);
            return false;
        }
    }

    @Test
    void bulkLoad_diskFullAndThenNot_canBeRepeated() throws IOException {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[216 << 20]);
        try (RocksStore store = RocksStore.open(disk.resolve("store"), CACHE_BYTES)) {
            put(store, 0);
            assertFull(catchThrowableOfType(ProblemException.class, () -> load(store)));
            assertThat(store.read(key(5))).isNull();
            Files.delete(ballast);
            load(store);
            assertThat(store.read(key(5))).isEqualTo(value(5));
        }
    }

    private static void load(RocksStore store) {
        try (BulkLoad load = store.bulkLoad(CACHE_BYTES)) {
            for (int row = 1; row < 100; row++) {
                load.put(key(row), value(row));
            }
            load.finish();
        }
    }
}
