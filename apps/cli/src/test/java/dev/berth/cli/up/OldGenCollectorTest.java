package dev.berth.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.ConnectionCounts;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests in separate JVMs, in which objects become garbage after a while.
class OldGenCollectorTest {
    private static final long MEGABYTE = 1 << 20;

    @ParameterizedTest
    @CsvSource({"Parallel,bound", "Parallel,unbound", "Serial,bound", "Serial,unbound"})
    void bound_garbageThatWasOld_doesNotPileUp(String collector, String mode) throws Exception {
        long most = megabytesOfOld(collector, Churn.class, mode);
        if (mode.equals("bound")) {
            assertThat(most).isBetween(30L, 300L);
        } else {
            assertThat(most).as("what the collector does by itself").isGreaterThan(500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Parallel", "Serial"})
    void poll_mostConnectionsGone_collectsWhatTheyLeft(String collector) throws Exception {
        assertThat(megabytesOfOld(collector, Crowd.class, "10", "5000")).isLessThan(10);
    }

    @Test
    void poll_connectionsAreStillGoing_waitsUntilTheyAreGone() throws Exception {
        assertThat(megabytesOfOld("Parallel", Crowd.class, "10", "5000", "6000")).isGreaterThan(15);
        assertThat(megabytesOfOld("Parallel", Crowd.class, "10", "5000", "6000", "10"))
                .isLessThan(10);
    }

    @ParameterizedTest
    @CsvSource({"10,3000", "2000,5000"})
    void poll_fewConnectionsGone_leavesTheRestToTheDoubling(String open, String ended)
            throws Exception {
        assertThat(megabytesOfOld("Parallel", Crowd.class, open, ended)).isGreaterThan(15);
    }

    private static long megabytesOfOld(String collector, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+Use" + collector + "GC",
                                "-XX:MaxNewSize=8m",
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(output).isZero();
        return Long.parseLong(output.strip());
    }

    private static List<byte[]> megabytes(long megabytes) {
        int each = 1000;
        List<byte[]> kept = new ArrayList<>();
        for (long bytes = 0; bytes < megabytes * MEGABYTE; bytes += each) {
            kept.add(new byte[each]);
        }
        return kept;
    }

    /// Retains 20 MB until they are old and drops them, forty times. Prints the maximum size of the
    /// old generation in megabytes.
    static final class Churn {
        private static final int ROUNDS = 40;
        private static final int KEPT_MEGABYTES = 20;

        private Churn() {}

        public static void main(String[] args) throws InterruptedException {
            boolean isBound = args[0].equals("bound");
            if (isBound) {
                var watched = new CountDownLatch(1);
                Thread.ofPlatform().daemon().start(() -> bound(watched));
                watched.await();
            }
            MemoryPoolMXBean old = OldGenCollector.old().orElseThrow();
            long most = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<byte[]> kept = megabytes(KEPT_MEGABYTES);
                try {
                    most = Math.max(most, old.getUsage().getUsed());
                } finally {
                    Reference.reachabilityFence(kept);
                }
                if (isBound) {
                    Await.until(() -> isCollected(old));
                }
            }
            System.out.println(most / MEGABYTE);
        }

        /// The notification comes on another thread, after a collection of the young generation.
        private static boolean isCollected(MemoryPoolMXBean old) {
            var _ = megabytes(1);
            return !old.isUsageThresholdExceeded();
        }

        /// @param watched counted down when the connections are first read
        private static void bound(CountDownLatch watched) {
            try {
                OldGenCollector.bound(
                        () -> {
                            watched.countDown();
                            return new ConnectionCounts(0, 0);
                        });
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Retains 40 MB until most of them are old, drops them, and polls the collector with open and
    /// ended connections; before that, with the open connections of earlier polls, the first of
    /// which precedes all ends. Prints the size of the old generation in megabytes.
    static final class Crowd {
        private static final int KEPT_MEGABYTES = 40;

        private Crowd() {}

        public static void main(String[] args) {
            MemoryPoolMXBean old = OldGenCollector.old().orElseThrow();
            var counts = new ConnectionCounts[] {new ConnectionCounts(0, 0)};
            var growth = new OldGenCollector(old, () -> counts[0]);
            if (megabytes(KEPT_MEGABYTES).isEmpty()) {
                throw new IllegalStateException("kept nothing");
            }
            long ended = 0;
            for (String before : List.of(args).subList(2, args.length)) {
                counts[0] = new ConnectionCounts(Integer.parseInt(before), ended);
                growth.poll();
                ended = Long.parseLong(args[1]);
            }
            counts[0] = new ConnectionCounts(Integer.parseInt(args[0]), Long.parseLong(args[1]));
            growth.poll();
            System.out.println(old.getUsage().getUsed() / MEGABYTE);
        }
    }
}
