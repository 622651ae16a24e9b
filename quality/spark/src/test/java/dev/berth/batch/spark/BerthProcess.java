package dev.berth.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The `berth` command as a process, from the libraries that the build has gathered.
record BerthProcess(Process process, Path output) {
    static final Path LIB = Path.of(System.getProperty("berth.lib", "")).normalize();

    static BerthProcess start(Path output, Map<String, String> environment, List<String> words)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                LIB + "/*",
                                "dev.berth.cli.Main"));
        command.addAll(words);
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new BerthProcess(builder.start(), output);
    }

    /// Waits for its end, which has to be a good one.
    void succeed() throws IOException, InterruptedException {
        try {
            int status = process.waitFor();
            assertThat(status).as(Files.readString(output)).isZero();
        } catch (InterruptedException e) {
            kill();
            throw e;
        }
    }

    /// Waits for what it does before it ends.
    void await(String what, Await.Condition<IOException> condition) throws IOException {
        Await.until(
                what,
                () -> {
                    boolean isEnded = !process.isAlive();
                    boolean isMet = condition.isMet();
                    assertThat(isMet || !isEnded).as(Files.readString(output)).isTrue();
                    return isMet;
                });
    }

    /// Ends it and what it has started, at once.
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
