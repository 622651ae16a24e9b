package dev.berth.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.model.Models;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogWatcherTest {
    private static final CatalogWatcher.Pace QUICK =
            new CatalogWatcher.Pace(Duration.ofMillis(40), Duration.ofMillis(200));

    @TempDir Path directory;
    private final BlockingQueue<Integer> told = new LinkedBlockingQueue<>();

    private CatalogWatcher watch(Catalog catalog) throws IOException {
        return CatalogWatcher.start(
                catalog,
                QUICK,
                InstantSource.system(),
                Thread.ofPlatform().daemon().factory(),
                () -> told.add(catalog.read().part(Models.class).valid().size()));
    }

    /// Waits until the callback saw this many valid packages.
    private void awaitValid(int count) throws InterruptedException {
        int seen = -1;
        while (seen != count) {
            seen = Await.next(told);
        }
    }

    @Test
    void packages_thatComeAndGo_areTold() throws Exception {
        SystemOnDisk system = new SystemOnDisk(directory).with("a", "1", SystemOnDisk.PACKAGE);
        try (CatalogWatcher watcher = watch(system.catalog())) {
            assertThat(watcher).isNotNull();
            system.with("a", "2", SystemOnDisk.PACKAGE);
            awaitValid(2);
            system.with("b", "1", SystemOnDisk.PACKAGE);
            awaitValid(3);
            system.write("models/b/1/model.yaml", "broken: [");
            awaitValid(2);
        }
    }

    @Test
    void models_folderThatAppears_isWatched() throws Exception {
        SystemOnDisk system = new SystemOnDisk(directory);
        try (CatalogWatcher watcher = watch(system.catalog())) {
            assertThat(watcher).isNotNull();
            system.with("a", "1", SystemOnDisk.PACKAGE);
            awaitValid(1);
        }
    }

    /// What changes all the time beside the system would never settle.
    @Test
    void log_besideTheSystem_keepsNoChangeFromBeingTold() throws Exception {
        SystemOnDisk system = new SystemOnDisk(directory);
        var isOver = new AtomicBoolean();
        Thread writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!isOver.get()) {
                                        append(directory.resolve("access.log"));
                                    }
                                });
        try (CatalogWatcher watcher = watch(system.catalog())) {
            assertThat(watcher).isNotNull();
            system.with("a", "1", SystemOnDisk.PACKAGE);
            awaitValid(1);
        } finally {
            isOver.set(true);
            writer.join();
        }
    }

    private static void append(Path file) {
        try {
            Files.writeString(
                    file, "a line\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fingerprint_ignoresWhatIsHiddenOrNotAModel() throws IOException {
        SystemOnDisk system = new SystemOnDisk(directory).with("a", "1", SystemOnDisk.PACKAGE);
        SystemFingerprint before = SystemFingerprint.of(directory, Set.of("models"));
        system.write(".berth/artifacts.lock", "x");
        system.write("scenarios/f.yaml", "x");
        system.write("access.log", "x");
        system.write("models/a/.draft/model.yaml", "x");
        assertThat(SystemFingerprint.of(directory, Set.of("models")).files())
                .isEqualTo(before.files());
        system.write("models/a/1/model.onnx", "other weights");
        assertThat(SystemFingerprint.of(directory, Set.of("models")).files())
                .isNotEqualTo(before.files());
    }
}
