package dev.berth.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.testkit.Await;
import dev.berth.verification.Repository;
import dev.berth.verification.load.TripleSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a freshly started client process with a freshly started server.
///
/// What a cold client costs its first callers is the code that they wait for, so that is counted:
/// the classes that are loaded.
final class ColdClientTest {
    private static final int CALLS = 200;

    /// What a run counted.
    private record Counts(int openingClasses, int firstCallClasses, int answers, String output) {
        static Counts of(String output) {
            String[] numbers = output.lines().toList().getLast().split(" ", -1);
            return new Counts(
                    Integer.parseInt(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    Integer.parseInt(numbers[2]),
                    output);
        }
    }

    @Test
    void calls_rightAfterTheClientIsOpened_areAnsweredByCodeThatIsThere(@TempDir Path folder)
            throws IOException {
        TripleSystem.write(folder);
        Counts warm;
        Counts cold;
        try (BerthServer server = BerthServer.start(folder, ServerOptions.defaults().withPort(0))) {
            warm = call(server, Await.TIMEOUT.toSeconds());
            cold = call(server, 0);
        }
        assertThat(warm.answers()).as(warm.output()).isEqualTo(CALLS);
        assertThat(cold.answers()).as(cold.output()).isEqualTo(CALLS);
        assertThat(warm.firstCallClasses())
                .as("%s with a warm-up, %s without", warm, cold)
                .isLessThan(cold.firstCallClasses() / 2);
        System.out.println(warm + " " + cold);
    }

    private static Counts call(BerthServer server, long warmUpSeconds) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Repository.root().resolve("launch/native.options"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdCalls.class.getName(),
                        Integer.toString(CALLS),
                        Long.toString(warmUpSeconds),
                        "127.0.0.1:" + server.port());
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = process.getInputStream()) {
            return Counts.of(new String(out.readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
