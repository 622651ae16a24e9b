package dev.berth.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JvmFlagsTest {
    @Test
    void flags_ofALauncher_areThoseOfSpeedAlone() {
        List<String> arguments =
                List.of(
                        "/jdk/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:AOTCache=berth.aot",
                        "-Xlog:aot=off",
                        "-Djava.awt.headless=true",
                        "-cp",
                        "lib/*",
                        "dev.berth.cli.Main",
                        "up",
                        "--log-format");
        assertThat(JvmFlags.among(arguments).flags())
                .containsExactly(
                        "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx256m");
    }

    @Test
    void usage_ofThisProcess_isPositive() throws IOException {
        var usage = new ProcessUsage(ProcessHandle.current().pid());
        assertThat(usage.cpuSeconds()).isPositive();
        assertThat(usage.residentMegabytes()).isBetween(10.0, 100_000.0);
        assertThat(usage.javaArguments().getFirst()).endsWith("java");
    }
}
