package dev.berth.catalog.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Journals whose disk is full, whose writer is killed, and which become long.
final class TrafficWeightLogTest {
    private static final EndpointName ENDPOINT = new EndpointName("e");
    private static final int BYTES_MAX = 900_000;

    @TempDir private Path system;

    private TrafficWeightLog journal() {
        return TrafficWeightLog.of(system, ENDPOINT);
    }

    private static WeightHistory append(TrafficWeightLog journal) {
        return journal.append(before -> change(before.earlier() + before.changes().size() + 1));
    }

    private static TrafficWeightChange change(int number) {
        return new TrafficWeightChange(
                Instant.parse("2026-11-30T12:00:00Z"),
                "ann",
                "",
                "change " + number,
                Map.of("a", 1.0),
                Map.of("a", (double) number - 1),
                Map.of("a", (double) number));
    }

    /// With room for so many bytes more, of each write.
    private TrafficWeightLog onDiskWithRoomFor(int bytes) {
        JournalDisk full =
                (channel, content, position) -> {
                    int length = Math.min(bytes, content.remaining());
                    byte[] part = new byte[length];
                    content.get(part);
                    channel.write(ByteBuffer.wrap(part), position);
                    if (content.hasRemaining()) {
                        throw new IOException("No space left on device");
                    }
                };
        return new TrafficWeightLog(system, ENDPOINT, BYTES_MAX, full);
    }

    @Test
    void append_diskFullAfterAnyByte_leavesNothing_andSucceedsWhenThereIsRoom() throws IOException {
        append(journal());
        byte[] before = Files.readAllBytes(journal().file());
        int entry = WeightEntries.text(change(2)).length();
        for (int room = 0; room < entry; room++) {
            TrafficWeightLog full = onDiskWithRoomFor(room);
            assertThatThrownBy(() -> append(full))
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("make room");
            assertThat(Files.readAllBytes(journal().file())).isEqualTo(before);
        }

        assertThat(append(journal()).changes()).containsExactly(change(1), change(2));
        assertThat(journal().read().changes()).containsExactly(change(1), change(2));
    }

    @Test
    void read_entryOfWhichOnlyAPartIsThere_hasThoseBefore_andRepairCutsItOff() throws IOException {
        append(journal());
        append(journal());
        byte[] whole = Files.readAllBytes(journal().file());
        int first = WeightEntries.text(change(1)).length();
        // The last byte ends a line that is whole without it.
        for (int length = first; length < whole.length - 1; length++) {
            for (int zeros : new int[] {0, 7}) {
                Files.write(
                        journal().file(),
                        Arrays.copyOf(Arrays.copyOf(whole, length), length + zeros));
                assertThat(journal().read().changes()).containsExactly(change(1));
                assertThat(journal().repair()).isEqualTo(length + zeros - first);
                assertThat(journal().file()).hasSize(first);
            }
        }
        assertThat(append(journal()).changes()).containsExactly(change(1), change(2));
    }

    @Test
    void append_lastLineWithoutItsEnd_beginsOnALineOfItsOwn() throws IOException {
        append(journal());
        byte[] whole = Files.readAllBytes(journal().file());
        Files.write(journal().file(), Arrays.copyOf(whole, whole.length - 1));

        append(journal());

        assertThat(journal().read().changes()).containsExactly(change(1), change(2));
    }

    @Test
    void read_lineDamagedInTheMiddle_isUnusableAndStaysAsItIs() throws IOException {
        append(journal());
        append(journal());
        String damaged =
                Files.readString(journal().file()).replaceFirst("who: \"ann\"", "who: \"a");
        Files.writeString(journal().file(), damaged);

        assertThatThrownBy(() -> journal().read()).hasMessageContaining("traffic-log-unavailable");
        assertThatThrownBy(() -> append(journal())).hasMessageContaining("traffic-log-unavailable");
        assertThat(journal().repair()).isZero();
        assertThat(journal().file()).hasContent(damaged);
    }

    @Test
    void append_journalIsLong_movesTheEarlierChangesToTheAudit_andRefusesNone() throws IOException {
        int bytesMax = 20_000;
        var small = new TrafficWeightLog(system, ENDPOINT, bytesMax, JournalDisk.real());
        int changes = 400;
        for (int i = 0; i < changes; i++) {
            append(small);
            assertThat(small.file().toFile().length()).isLessThanOrEqualTo(bytesMax);
        }

        WeightHistory last = journal().read();
        assertThat(last.earlier() + last.changes().size()).isEqualTo(changes);
        assertThat(last.changes()).hasSizeGreaterThanOrEqualTo(100);
        for (int number = 1; number <= changes; number++) {
            TrafficWeightChange found =
                    number <= last.earlier()
                            ? small.audited(number).orElseThrow()
                            : last.changes().get(number - last.earlier() - 1);
            assertThat(found).isEqualTo(change(number));
        }
        assertThat(small.audited(changes + 1)).isEmpty();
    }

    @Test
    void append_diskFullWhileEarlierChangesAreMoved_losesNone() throws IOException {
        List<TrafficWeightChange> before = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            before = append(journal()).changes();
        }
        JournalDisk full =
                (channel, content, position) -> {
                    throw new IOException("No space left on device");
                };
        var onFull = new TrafficWeightLog(system, ENDPOINT, 1_000, full);

        assertThatThrownBy(() -> append(onFull)).hasMessageContaining("make room");

        assertThat(journal().read().changes()).isEqualTo(before);
        try (Stream<Path> files = Files.walk(TrafficWeightLog.folder(system))) {
            assertThat(files.filter(file -> file.toString().endsWith(".draft"))).isEmpty();
        }
    }

    /// Killed amid changes, again and again: what it said was done is there.
    @Test
    void process_killedAmidChanges_losesNoneThatItAcknowledged() throws Exception {
        long seed = Long.getLong("berth.seed", 1);
        var random = new Random(seed);
        for (int run = 0; run < 5; run++) {
            int acknowledged = killAmidChanges(random.nextInt(60));
            journal().repair();
            WeightHistory history = journal().read();
            int count = history.earlier() + history.changes().size();
            // One more may have been written, and not yet said to be.
            assertThat(count)
                    .as("seed %d, run %d", seed, run)
                    .isBetween(acknowledged, acknowledged + 1);
            for (int i = 0; i < history.changes().size(); i++) {
                assertThat(history.changes().get(i)).isEqualTo(change(history.earlier() + i + 1));
            }
        }
    }

    /// @return the number of the last change that the process said was done
    private int killAmidChanges(int after) throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                system.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int last = 0;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            for (int i = 0; line != null; i++) {
                last = Integer.parseInt(line);
                if (i == after) {
                    // The process itself would close what is still to be read.
                    var _ = process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    /// Appends until it is killed, and says the number of each change that is done.
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            var journal =
                    new TrafficWeightLog(Path.of(args[0]), ENDPOINT, 30_000, JournalDisk.real());
            while (true) {
                WeightHistory history = append(journal);
                System.out.println(history.earlier() + history.changes().size());
            }
        }
    }

    /// A real disk that is full, where this may mount one.
    @Test
    void append_onARealFullDisk_isRefusedWithARemedy_andSucceedsWhenThereIsRoom() throws Exception {
        Path folder = Files.createDirectories(TrafficWeightLog.folder(system));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()) == 0,
                "SKIPPED: this process may not mount a small tmpfs, so no real disk was full");
        try {
            append(journal());
            Path ballast = folder.resolve(".ballast");
            fill(ballast);
            WeightHistory before = journal().read();
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1_000; i++) {
                                    append(journal());
                                }
                            })
                    .hasMessageContaining("make room");
            WeightHistory refused = journal().read();
            assertThat(refused.changes()).startsWith(before.changes().getFirst());
            assertThat(journal().repair()).isZero();

            Files.delete(ballast);
            assertThat(append(journal()).changes()).hasSize(refused.changes().size() + 1);
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
