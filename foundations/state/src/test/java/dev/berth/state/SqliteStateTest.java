package dev.berth.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store in a SQLite file: the contract, and files that are damaged, full, gone, or whose
/// writer is killed.
final class SqliteStateTest extends StateStoreContract {
    @TempDir private Path directory;

    @Override
    StateStore open() {
        return open(file());
    }

    private static StateStore open(Path file) {
        return new JdbcStateStore(new SqliteDatabase(file, Await.TIMEOUT), "", System::nanoTime);
    }

    private Path file() {
        return directory.resolve("folder").resolve("state.db");
    }

    @Test
    void readers_withoutAFile_makeNone() {
        try (StateStore store = open()) {
            assertThat(store.findLast(TOPIC)).isEmpty();
            StateUpdate update = store.poll("traffic", StatePosition.START).orElseThrow();
            assertThat(update.last()).isEmpty();
            assertThat(store.poll("traffic", update.position())).isEmpty();
            assertThat(file().getParent()).doesNotExist();
        }
    }

    @Test
    void folder_thatCannotBeMade_isTriedAgainAfterHalfASecond() throws IOException {
        var nanos = new AtomicLong(Long.MAX_VALUE);
        Files.writeString(file().getParent(), "no folder");
        try (StateStore store = new JdbcStateStore(new SqliteDatabase(file()), "", nanos::get)) {
            assertThatThrownBy(() -> store.append(TOPIC, change("1")))
                    .hasMessageContaining("state-unavailable");
            Files.delete(file().getParent());
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500) - 1);
            assertThatThrownBy(() -> store.append(TOPIC, change("1")))
                    .hasMessageContaining("state-unavailable");
            nanos.incrementAndGet();
            assertThat(store.append(TOPIC, change("1")).number()).isEqualTo(1);
        }
    }

    @Test
    void file_movedAway_isAnEmptyStore_andBackAgainTheOldOne() throws IOException {
        try (StateStore store = open()) {
            var _ = store.append(TOPIC, change("1"));
            StatePosition position =
                    store.poll("traffic", StatePosition.START).orElseThrow().position();
            move(file(), directory.resolve("aside"));
            StateUpdate gone = store.poll("traffic", position).orElseThrow();
            assertThat(gone.isComplete()).isTrue();
            assertThat(gone.last()).isEmpty();
            move(directory.resolve("aside"), file());
            StateUpdate back = store.poll("traffic", gone.position()).orElseThrow();
            assertThat(back.isComplete()).isTrue();
            assertThat(back.last()).hasSize(1);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        for (String end : List.of("", "-wal", "-shm")) {
            Path part = from.resolveSibling(from.getFileName() + end);
            if (Files.exists(part)) {
                Files.move(part, to.resolveSibling(to.getFileName() + end));
            }
        }
    }

    @Test
    void file_ofAnotherForm_isAProblemThatSaysWhatToDo_andStaysAsItIs() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "no database ".repeat(1_000));
        try (StateStore store = open()) {
            assertThatThrownBy(() -> store.findLast(TOPIC))
                    .hasMessageContaining("state-unavailable")
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("move the file");
            assertThatThrownBy(() -> store.append(TOPIC, change("1")))
                    .hasMessageContaining("state-unavailable");
            assertThat(Files.readString(file())).startsWith("no database no database");
        }
    }

    @Test
    void file_withADamagedPage_isAProblemWhenItIsOpened() throws IOException {
        try (StateStore store = open()) {
            assertThat(
                            store.takeOver(
                                    TOPIC,
                                    1,
                                    IntStream.range(0, 2_000)
                                            .mapToObj(i -> change("value " + i))
                                            .iterator()))
                    .isTrue();
        }
        try (var bytes = new RandomAccessFile(file().toFile(), "rw")) {
            for (long page = 2; page < bytes.length() / 4_096; page += 3) {
                bytes.seek(page * 4_096);
                bytes.write(new byte[64]);
            }
        }
        try (StateStore store = open()) {
            assertThatThrownBy(() -> store.findLast(TOPIC))
                    .hasMessageContaining("state-unavailable")
                    .hasMessageContaining(".recover");
        }
    }

    @Test
    void folder_thatCannotBeMade_isAProblem() throws IOException {
        Path notAFolder = Files.writeString(directory.resolve("file"), "");
        try (StateStore store = open(notAFolder.resolve("state.db"))) {
            assertThatThrownBy(() -> store.append(TOPIC, change("1")))
                    .hasMessageContaining("let Berth write to");
        }
    }

    /// Killed amid changes, again and again: what it said was done is there.
    @Test
    void process_killedAmidChanges_losesNoneThatItAcknowledged() throws Exception {
        long seed = Long.getLong("berth.seed", 1);
        var random = new Random(seed);
        for (int run = 0; run < 5; run++) {
            long acknowledged = killAmidChanges(random.nextInt(60));
            try (StateStore store = open()) {
                long count = store.findLast(TOPIC).map(StateEntry::number).orElse(0L);
                // One more may have been written, and not yet said to be.
                assertThat(count)
                        .as("seed %d, run %d", seed, run)
                        .isBetween(acknowledged, acknowledged + 1);
                for (long from = 1; from <= count; from += StateStore.PAGE_MAX) {
                    for (StateEntry entry : store.read(TOPIC, from, StateStore.PAGE_MAX)) {
                        assertThat(entry.change()).isEqualTo(change("" + entry.number()));
                    }
                }
            }
        }
    }

    /// @return the number of the last change that the process said was done
    private long killAmidChanges(int after) throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                file().toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long last = 0;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            for (int i = 0; line != null; i++) {
                last = Long.parseLong(line);
                if (i == after) {
                    // The process itself would close what is still to be read.
                    var _ = process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        var _ = Await.exit(process);
        return last;
    }

    /// Appends until it is killed, and says the number of each change that is done.
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            StateStore store = open(Path.of(args[0]));
            while (true) {
                Optional<StateEntry> last = store.findLast(TOPIC);
                long next = last.map(StateEntry::number).orElse(0L) + 1;
                System.out.println(store.append(TOPIC, change("" + next)).number());
            }
        }
    }

    /// A real disk that is full, where this may mount one.
    @Test
    void append_onAFullDisk_isRefusedWithARemedy_andSucceedsWhenThereIsRoom() throws Exception {
        Path folder = Files.createDirectories(file().getParent());
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0,
                "SKIPPED: this process may not mount a small tmpfs, so no real disk was full");
        try (StateStore store = open()) {
            var _ = store.append(TOPIC, change("1"));
            Path ballast = folder.resolve("ballast");
            fill(ballast);
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1_000; i++) {
                                    var _ = store.append(TOPIC, change("x".repeat(10_000)));
                                }
                            })
                    .hasMessageContaining("state-unavailable")
                    .hasMessageContaining("nothing was changed")
                    .hasMessageMatching("(?s).*(make room|whether it is full).*");
            // What is there can still be read.
            long count = store.findLast(TOPIC).orElseThrow().number();
            Files.delete(ballast);
            assertThat(store.append(TOPIC, change("2")).number()).isEqualTo(count + 1);
        } finally {
            assertThat(run("umount", folder.toString())).isZero();
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor();
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }
}
