package dev.berth.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.OperatingSystemMXBean;
import dev.berth.verification.Repository;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of a freshly started client process with freshly started servers.
@Tag("timed")
final class ColdClientTest {
    private static final int CALLS = 600;

    /// Few enough for four processes that compile their code on two slow processors: without a
    /// warm-up most calls of the first second are lost at any rate.
    private static final int CALLS_PER_SECOND = 100;

    /// Starts that may fail, as another program on the machine can disturb one. Without a warm-up a
    /// quarter of the calls is lost at every start, even on an idle machine.
    private static final int STARTS = 3;

    /// Share of the processors.
    private static final double IDLE_MAX = 0.2;

    @Test
    void calls_rightAfterTheClientIsOpened_areAnswered(@TempDir Path folder) throws Exception {
        int least = CALLS * 98 / 100;
        int cold = 0;
        int warm = 0;
        int undisturbed = 0;
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < STARTS && cold < least; i++) {
            boolean wasIdle = isIdle();
            try (Site site = Site.start(folder.resolve("start-" + i), 1)) {
                String output = call(site);
                printed.append(output).append('\n');
                List<String> lines = output.lines().toList();
                cold = Math.max(cold, Integer.parseInt(lines.get(lines.size() - 2)));
                warm = Math.max(warm, Integer.parseInt(lines.getLast()));
            }
            undisturbed += wasIdle && isIdle() ? 1 : 0;
        }
        if (cold < least) {
            // Compilation of cold code needs the processors that another program has.
            assumeThat(undisturbed).as("starts without another program: " + printed).isPositive();
        }
        // Where a warm client loses calls as well, the machine is too slow for this.
        assumeThat(warm).as(printed.toString()).isGreaterThanOrEqualTo(least);
        assertThat(cold).as(printed.toString()).isGreaterThanOrEqualTo(least);
    }

    /// Whether the processors have almost nothing to do for a second.
    private static boolean isIdle() throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        system.getCpuLoad();
        TimeUnit.SECONDS.sleep(1);
        return system.getCpuLoad() < IDLE_MAX;
    }

    private static String call(Site site) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@" + Repository.root().resolve("launch/native.options"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ColdCalls.class.getName(),
                                Integer.toString(CALLS),
                                Integer.toString(CALLS_PER_SECOND)));
        for (Site.Place place : site.places()) {
            command.add("127.0.0.1:" + place.server().awaitPort());
        }
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }
}
