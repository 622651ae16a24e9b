package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Feast's own Java client, as it is published, reads from a server. It needs older gRPC and
/// protobuf than Berth's, so that it runs in a process of its own, from a folder that the build
/// fills.
class FeastClientTest {
    private static final Path JARS = Path.of("target/feast");
    private static final Path PROGRAM = Path.of("src/test/resources/feast/ReadByFeast.java");

    @TempDir Path directory;

    @Test
    void feastsJavaClient_readsFeatures() throws IOException, InterruptedException {
        var features = new FakeFeatures(true);
        Path complaints = directory.resolve("client.log");
        try (TestServer server =
                TestServer.start(
                        directory,
                        options ->
                                options.withFeatures((folder, store, definitions) -> features))) {
            Process client =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    JARS + "/*",
                                    PROGRAM.toString(),
                                    Integer.toString(server.server().port()))
                            .redirectError(complaints.toFile())
                            .start();
            String printed =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
            long seconds = FakeFeatures.KNOWN.getEpochSecond();
            assertThat(printed.lines())
                    .as(() -> read(complaints))
                    .containsExactly(
                            "version " + BerthServer.version(),
                            "JFK delay PRESENT wind PRESENT",
                            "LGA delay NULL_VALUE wind NULL_VALUE",
                            "XXX delay NOT_FOUND wind NOT_FOUND",
                            "12.5 7 " + seconds + " 3.25 " + seconds,
                            "NOT_FOUND");
            assertThat(client.exitValue()).isZero();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
