package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.Await;
import dev.berth.testkit.process.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth batch` as a process that is killed with SIGKILL at random moments and run again.
/// More than the sample of a build: `-Dberth.batch.kills=50`.
class KilledBatchTest {
    private static final int KILLS = Integer.getInteger("berth.batch.kills", 4);
    private static final int KILLS_OF_A_JOB = 2;
    private static final int ROWS = 20_000;

    /// A whole run at this rate takes at least this long once it reads.
    private static final int RUN_MILLIS = 800;

    private static final String RATE = Integer.toString(ROWS * 1000 / RUN_MILLIS);
    private static final String UNLIMITED = "999999999";

    private static final List<String> ENDINGS = List.of("csv", "parquet", "jsonl");

    private final long seed = Long.getLong("berth.seed", 20261202);
    private final Random random = new Random(seed);

    @TempDir private Path folder;

    @Test
    void job_killedAndRunAgain_givesTheBytesOfAnUndisturbedRun() throws Exception {
        Path system = ScaleSystem.in(folder.resolve("scale"));
        Path rows = rows();
        int atWork = 0;
        int kills = 0;
        for (int job = 0; kills < KILLS || atWork == 0; job++) {
            String ending = ENDINGS.get(job % ENDINGS.size());
            Path undisturbed = folder.resolve("whole-" + job + "." + ending);
            Path killed = folder.resolve("killed-" + job + "." + ending);
            run(words(system, rows, undisturbed, UNLIMITED));
            for (int kill = 0; kill < KILLS_OF_A_JOB; kill++, kills++) {
                atWork += isKilledAtWork(words(system, rows, killed, RATE), killed) ? 1 : 0;
            }
            run(words(system, rows, killed, UNLIMITED));

            assertThat(killed).as("seed %d", seed).hasSameBinaryContentAs(undisturbed);
            assertThat(setAside(killed)).hasSameBinaryContentAs(setAside(undisturbed));
            assertThat(folder.resolve(killed.getFileName() + ".job")).doesNotExist();
        }
    }

    private Path rows() throws IOException {
        var csv = new StringBuilder("key,x\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append("%06d,%s\n".formatted(i, i % 997 == 5 ? "none" : "[" + i / 8.0 + "]"));
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }

    private static Path setAside(Path output) {
        return output.resolveSibling(output.getFileName() + ".set-aside.jsonl");
    }

    private static List<String> words(Path system, Path rows, Path to, String rate) {
        return List.of(
                "batch",
                system.toString(),
                "double",
                "--from",
                rows.toString(),
                "--to",
                to.toString(),
                "--part",
                "1500",
                "--rate",
                rate);
    }

    private static void run(List<String> words) {
        Run run = RecordedTerminal.run(words.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
    }

    /// Whether the process was killed before it had finished.
    private boolean isKilledAtWork(List<String> words, Path to)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(words);
        Path lock = to.resolveSibling(to.getFileName() + ".job").resolve("lock");
        Files.deleteIfExists(lock);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            Await.until("the job has begun", () -> !process.isAlive() || Files.exists(lock));
            return Kill.after(process, random.nextInt(RUN_MILLIS * 3 / 2));
        } finally {
            process.destroyForcibly();
            assertThat(Files.readString(output)).doesNotContain("internal-error");
        }
    }
}
