package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.testkit.Await;
import dev.berth.verification.SpokenDigits.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A long recording by `examples/transcription/Transcribe.java`, whose server is killed in the
/// middle.
class TranscriptionJobTest {
    private static final double SECONDS = 0.1;
    private static final int MINUTES = 4;
    private static final int CHUNK_SECONDS = 20;

    @TempDir private Path folder;

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The example with a short lease, and webhooks to an origin.
    private Path system(String origin) throws IOException {
        Path example = Repository.example("transcription");
        Path copy = folder.resolve("transcription");
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = example.relativize(file);
                if (relative.startsWith("models") || relative.startsWith("endpoints")) {
                    Path target = copy.resolve(relative);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        Files.writeString(
                copy.resolve("berth.yaml"),
                """
                name: transcription
                jobs:
                  lease: 2s
                  webhooks: [{origin: "%s", secret-from: HOOK_SECRET}]
                """
                        .formatted(origin));
        return copy;
    }

    private static BerthProgram server(Path system, int port) {
        return BerthProgram.Call.of("up", system.toString(), "--port", String.valueOf(port))
                .with(
                        Map.of(
                                "BERTH_JAVA_OPTS",
                                "-XX:TieredStopAtLevel=1",
                                "HOOK_SECRET",
                                "whsec_b2YgYSB0ZXN0OiAyNCBieXRlcyBoZXJl"))
                .start();
    }

    /// `Transcribe.java` as a process.
    private Process client(Path recording, int port, Path out, Path err, String hook)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        Repository.example("transcription").resolve("Transcribe.java").toString(),
                        recording.toString(),
                        "http://localhost:" + port,
                        hook)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    private static SpokenDigits longRecording() {
        List<SpokenDigits> all = SpokenDigits.all();
        List<SpokenDigits> parts = new ArrayList<>();
        for (int samples = 0; samples < MINUTES * 60 * SpokenDigits.RATE; ) {
            SpokenDigits next = all.get(parts.size() % all.size());
            parts.add(next);
            samples += next.size();
        }
        return SpokenDigits.joined(parts);
    }

    @Test
    void longRecording_whoseServerIsKilled_isTranscribedFromTheNextChunk() throws Exception {
        SpokenDigits recording = longRecording();
        Path wave = Files.write(folder.resolve("long.wav"), recording.wave());
        List<String> hooks = new CopyOnWriteArrayList<>();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> receive(exchange, hooks));
        receiver.start();
        String origin = "http://127.0.0.1:" + receiver.getAddress().getPort();
        Path system = system(origin);
        int port = freePort();
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        BerthProgram server = server(system, port);
        try {
            server.awaitPort();
            Process client = client(wave, port, out, err, origin + "/hook");
            Await.until("the first digits", () -> read(out).size() > 10);
            server.close();
            int before = read(out).size();
            assertThat(before).isLessThan(recording.words().size());
            server = server(system, port);
            assertEnds(client);
            assertRead(read(out), recording.words());
            Await.until("the webhook", () -> hooks.size() == 1);

            String job = Files.readAllLines(err).getFirst();
            assertThat(Files.readString(err)).contains("\"state\":\"succeeded\"");

            // The same job again, and another one that nothing disturbs.
            Path again = folder.resolve("again");
            Path errAgain = folder.resolve("err-again");
            assertEnds(client(wave, port, again, errAgain, origin + "/hook"));
            assertThat(Files.readString(errAgain)).contains(job);
            assertThat(again).hasSameTextualContentAs(out);
            Path calm = folder.resolve("calm");
            Path errCalm = folder.resolve("err-calm");
            assertEnds(client(wave, port, calm, errCalm, origin + "/other"));
            assertThat(Files.readString(errCalm)).doesNotContain(job);
            assertThat(calm).hasSameTextualContentAs(out);
            Await.until("the other webhook", () -> hooks.size() == 2);
            assertThat(hooks).allMatch(hook -> hook.contains("job.succeeded"));
        } finally {
            server.close();
            receiver.stop(0);
        }
    }

    private static void assertEnds(Process client) throws InterruptedException {
        assertThat(Await.exit(client)).isZero();
    }

    private static void receive(HttpExchange exchange, List<String> hooks) throws IOException {
        hooks.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /// The lines so far: `start end digit (confidence)`.
    private static List<Word> read(Path out) {
        try {
            List<Word> words = new ArrayList<>();
            for (String line : Files.readString(out).lines().toList()) {
                String[] cells = line.strip().split("\\s+", -1);
                if (cells.length == 4) {
                    words.add(
                            new Word(
                                    cells[2],
                                    Double.parseDouble(cells[0]),
                                    Double.parseDouble(cells[1])));
                }
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The recordings lie otherwise within the windows of the detector than each alone does, so a
    /// few digits may be lost. None is there twice, and none has wrong times.
    private static void assertRead(List<Word> read, List<Word> said) {
        assertThat(said.getLast().end()).isGreaterThan(10 * CHUNK_SECONDS);
        int found = 0;
        int next = 0;
        for (Word word : read) {
            assertThat(word.start()).isGreaterThan(next == 0 ? -1 : said.get(next - 1).start());
            while (next < said.size() && said.get(next).end() + SECONDS < word.start()) {
                next++;
            }
            if (next < said.size() && said.get(next).digit().equals(word.digit())) {
                assertThat(word.start()).isCloseTo(said.get(next).start(), within(SECONDS));
                found++;
                next++;
            }
        }
        assertThat(found).isGreaterThan(said.size() * 95 / 100);
        assertThat(read).hasSizeLessThan(said.size() * 105 / 100);
    }
}
