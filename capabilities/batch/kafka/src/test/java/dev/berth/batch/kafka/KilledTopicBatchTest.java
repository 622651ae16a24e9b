package dev.berth.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.features.kafka.Broker;
import dev.berth.testkit.Await;
import dev.berth.testkit.process.Kill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of runs as processes that are killed with SIGKILL at random moments and started again. More
/// than the sample of a build: `-Dberth.batch.kills=50`.
final class KilledTopicBatchTest {
    private static final int KILLS = Integer.getInteger("berth.batch.kills", 2);
    private static final int KILLS_OF_A_JOB = 2;
    private static final int RECORDS = 3000;

    /// About as long as the records take.
    private static final int RUN_MILLIS = 3000;

    private final long seed = Long.getLong("berth.seed", 20261203);
    private final Random random = new Random(seed);

    @TempDir private Path folder;

    @Test
    void records_ofKilledRuns_areWrittenExactlyOnce() throws Exception {
        try (Broker broker = Broker.start(folder, TestTopics.BROKER)) {
            var topics = new TestTopics(broker.address());
            int atWork = 0;
            int kills = 0;
            for (int job = 0; kills < KILLS || atWork == 0; job++) {
                String from = "from-" + job;
                String to = "to-" + job;
                broker.create(from, 3);
                topics.sendNumbers(from, 3, 0, RECORDS);
                for (int kill = 0; kill < KILLS_OF_A_JOB; kill++, kills++) {
                    atWork += isKilledAtWork(broker, from, to) ? 1 : 0;
                }
                Process last = start(broker, from, to, "1e9");
                var _ = Await.exit(last);
                assertThat(output()).contains("complete true");
                topics.assertDoubledOnce(from, to);
            }
        }
    }

    /// Whether the process was killed after its first records and before its last ones.
    private boolean isKilledAtWork(Broker broker, String from, String to) throws Exception {
        String rate = Integer.toString(RECORDS * 1000 / RUN_MILLIS);
        Process process = start(broker, from, to, rate);
        try {
            Await.until("the first records", () -> !process.isAlive() || output().contains("rows"));
            return Kill.after(process, random.nextInt(RUN_MILLIS / 2));
        } finally {
            process.destroyForcibly();
            assertThat(output()).doesNotContain("Exception in");
        }
    }

    private Process start(Broker broker, String from, String to, String rate) throws IOException {
        Files.deleteIfExists(folder.resolve("output.txt"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TopicBatchProcess.class.getName(),
                        broker.address(),
                        from,
                        to,
                        rate)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
