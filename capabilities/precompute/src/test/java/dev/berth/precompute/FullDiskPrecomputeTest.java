package dev.berth.precompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.core.ProblemException;
import dev.berth.precompute.snapshot.SnapshotManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of runs on a disk that is full at some moment, and then is not. The disk is in memory,
/// which only root can create: otherwise the test is skipped.
final class FullDiskPrecomputeTest {
    private static final int DISK_BYTES = 32 << 20;
    private static final int ROWS = 2000;

    @TempDir private Path directory;
    private Path disk;
    private boolean isMounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(directory.resolve(".berth"));
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", "" + disk);
        assumeThat(isMounted).as("a small disk can be made, which takes root").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (isMounted) {
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

    @Test
    void run_diskFullAndThenNot_goesOn_andTheSnapshotBeforeAnswers() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (var system =
                new PrecomputedSystem(directory, "cached: {key: [user]}\n", Optional.empty())) {
            system.run(system.rows("user,x\nu1,0.5\n"), PrecomputedSystem.options(false, 2));
            int failed = 0;
            // At the begin, in a part, in the output, in the snapshot.
            for (int freeBytes = 1 << 12; freeBytes < 4 << 20; freeBytes *= 8) {
                Path rows = system.rows(table(freeBytes));
                fill(ballast, freeBytes);
                var problem =
                        catchThrowableOfType(
                                ProblemException.class,
                                () -> system.run(rows, PrecomputedSystem.options(false, 2)));
                if (problem != null) {
                    failed++;
                    assertThat(problem.problem().remedy()).isNotEmpty();
                    assertThat(problem.problem().code().code()).isNotEqualTo("internal-error");
                }
                assertThat(system.ask(Map.of("user", "u1", "x", -1)).isPrecomputed()).isTrue();
                Files.delete(ballast);

                SnapshotManifest manifest =
                        system.run(rows, PrecomputedSystem.options(false, 2)).manifest();
                assertThat(manifest.answers()).isEqualTo(ROWS);
                assertThat(system.ask(Map.of("user", "u1999", "x", -1)).fields())
                        .containsEntry("score", 2.0 * (1999 + freeBytes));
            }
            assertThat(failed).isGreaterThan(1);
        }
    }

    private static String table(int x) {
        var csv = new StringBuilder("user,x\n");
        for (int user = 0; user < ROWS; user++) {
            csv.append('u').append(user).append(',').append(user + x).append('\n');
        }
        return csv.toString();
    }

    private void fill(Path ballast, int freeBytes) throws IOException {
        long count = Files.getFileStore(disk).getUsableSpace() - freeBytes;
        Files.write(ballast, new byte[Math.toIntExact(Math.max(count, 0))]);
    }
}
