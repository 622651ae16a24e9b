package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("listening +(\\S+)");

    @TempDir Path directory;

    @Test
    void bareFile_servedInOneCommand_answersUntilStopped() throws Exception {
        Path file = Files.write(directory.resolve("triple.onnx"), OnnxModels.scale(3));
        Path system = directory.resolve("system");
        var recorded = new RecordedTerminal("");
        var status = new AtomicInteger(-1);
        Thread serving =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        status.set(
                                                BerthCommand.run(
                                                        recorded.terminal(),
                                                        "up",
                                                        system.toString(),
                                                        "--model",
                                                        file.toString(),
                                                        "--port",
                                                        "0",
                                                        "--log",
                                                        "text")));

        String address = awaitAddress(recorded, serving);
        Run run = RecordedTerminal.run("predict", address, "triple", "[2]", "--json");

        assertThat(run.out()).as(run.err()).isEqualTo("{\"y\":[6.0]}\n");
        assertThat(recorded.out())
                .contains(
                        "triple        1  ready",
                        "curl -s " + address + "/v1/models/triple:predict");

        serving.interrupt();
        serving.join(PATIENCE);
        assertThat(status).hasValue(0);
    }

    @Test
    void port_outsideItsRange_isRefusedWithTheRange() {
        Run run = RecordedTerminal.run("up", directory.toString(), "--port", "70000");

        assertThat(run.status()).isEqualTo(BerthCommand.STATUS_USAGE);
        assertThat(run.err()).contains("--port 70000 (expected: 0 to 65535)");
    }

    private static String awaitAddress(RecordedTerminal recorded, Thread serving) {
        Instant end = Instant.now().plus(PATIENCE);
        Matcher matcher = ADDRESS.matcher(recorded.out());
        while (!matcher.find()) {
            assertThat(serving.isAlive() && Instant.now().isBefore(end)).as("serving").isTrue();
            Thread.onSpinWait();
            matcher = ADDRESS.matcher(recorded.out());
        }
        return matcher.group(1);
    }

    @Test
    void nothingToServe_isUsageError() {
        Run run = RecordedTerminal.run("up");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("nothing to serve", "--model");
    }

    @Test
    void logForm_unknown_namesThoseThatExist() throws IOException {
        Run run = RecordedTerminal.run("up", ScaleSystem.in(directory).toString(), "--log", "xml");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--log xml", "json", "text");
    }
}
