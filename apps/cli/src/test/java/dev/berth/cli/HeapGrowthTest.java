package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A JVM of its own, in which what lived for a while becomes garbage again and again.
class HeapGrowthTest {
    private static final long MEGABYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"bound", "unbound"})
    void bound_garbageThatWasOld_doesNotPileUp(String mode) throws Exception {
        long most = megabytesOfOld(mode);
        if (mode.equals("bound")) {
            assertThat(most).isBetween(30L, 300L);
        } else {
            assertThat(most).as("what the collector does by itself").isGreaterThan(500);
        }
    }

    private static long megabytesOfOld(String mode) throws IOException, InterruptedException {
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:MaxNewSize=8m",
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Churn.class.getName(),
                                mode)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        return Long.parseLong(said.strip());
    }

    /// Keeps 20 MB until they are old, forgets them, and does so forty times, not so fast that
    /// whoever is told of it comes too late.
    static final class Churn {
        private static final int ROUNDS = 40;

        private static final long KEPT = 20 * MEGABYTE;

        private static final int OBJECT = 1000;

        private static final int PAUSE_MILLIS = 10;

        private Churn() {}

        public static void main(String[] args) throws InterruptedException {
            if (args[0].equals("bound")) {
                HeapGrowth.bound();
            }
            MemoryPoolMXBean old =
                    ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pool -> pool.getName().equals("Tenured Gen"))
                            .findAny()
                            .orElseThrow();
            long most = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<byte[]> kept = new ArrayList<>();
                try {
                    for (long bytes = 0; bytes < KEPT; bytes += OBJECT) {
                        kept.add(new byte[OBJECT]);
                    }
                    most = Math.max(most, old.getUsage().getUsed());
                } finally {
                    Reference.reachabilityFence(kept);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            System.out.println(most / MEGABYTE);
        }
    }
}
