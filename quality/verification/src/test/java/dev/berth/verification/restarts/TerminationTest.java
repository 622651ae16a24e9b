package dev.berth.verification.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.verification.CompilerOptions;
import dev.berth.verification.Repository;
import dev.berth.verification.load.TripleSystem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server as a process of its own that gets SIGTERM while clients ask on and on.
final class TerminationTest {
    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");
    private static final int CLIENTS = 8;

    /// Takes as long as `x` says; clients ask for some seconds, which outlast the start of the
    /// drain.
    private static final String SLOW =
            """
            summary: Takes long
            artifacts: {model: model.onnx}
            signature:
              batch: batch
              inputs: [{name: x, type: float32, shape: [batch, 1], meaning: a number of rounds}]
              outputs: [{name: y, type: float32, shape: [batch, 1], meaning: the same}]
            """;

    private static final String ROUNDS =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[20000]}]}";

    @TempDir Path folder;

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    @Test
    void sigterm_underLoad_losesNoRequest() throws Exception {
        Path system = Files.createDirectories(folder.resolve("system"));
        TripleSystem.write(system);
        new SystemBuilder(system).with("slow", "1", OnnxModels.slowByRounds(), SLOW);
        Path log = folder.resolve("log");
        Process server = spawn(system, log);
        try (HttpClient http = HttpClient.newHttpClient()) {
            int port = awaitPort(server, log);
            CompletableFuture<HttpResponse<String>> slow = askSlowly(http, port);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofPlatform().start(() -> ask(port)));
            }
            Await.until(() -> answered.get() >= 50 * CLIENTS);

            server.destroy();

            assertThat(Await.result(slow).statusCode()).isEqualTo(200);
            int status = Await.exit(server);
            assertThat(status).as(Files.readString(log)).isZero();
            for (Thread client : clients) {
                Await.end(client);
            }
        } finally {
            server.destroyForcibly();
        }
        assertThat(lost).isEmpty();
    }

    private static CompletableFuture<HttpResponse<String>> askSlowly(HttpClient http, int port) {
        return http.sendAsync(
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + port + "/v2/models/slow/infer"))
                        .POST(BodyPublishers.ofString(ROUNDS))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Process spawn(Path system, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CompilerOptions.ofThisJvm());
        command.addAll(
                List.of(
                        "@" + Repository.root().resolve("launch/native.options"),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.berth.cli.Main",
                        "up",
                        system.toString(),
                        "--no-watch",
                        "--lame-duck",
                        "500ms",
                        "--shutdown-grace-period",
                        Await.TIMEOUT.toSeconds() + "s",
                        "--port",
                        "0"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static int awaitPort(Process server, Path log) throws Exception {
        Await.until(() -> !server.isAlive() || LISTENING.matcher(Files.readString(log)).find());
        Matcher listening = LISTENING.matcher(Files.readString(log));
        assertThat(listening.find()).as(Files.readString(log)).isTrue();
        return Integer.parseInt(listening.group(1));
    }

    /// Until nothing listens any more. A refusal with `draining` is an answer too. A connection
    /// that is silent for some tenths of a second is closed by a server that stops, so that a
    /// client that was held up at the very end may find its request reset before any answer; but
    /// none that still listens afterwards may reset one.
    private void ask(int port) {
        String last = "";
        try (var caller = new KeepAliveCaller(() -> port)) {
            while (true) {
                try {
                    caller.call();
                    answered.incrementAndGet();
                } catch (ConnectException nothingListens) {
                    return;
                } catch (IOException e) {
                    String message = String.valueOf(e.getMessage());
                    if (message.contains(KeepAliveCaller.CUT_OFF)) {
                        lost.add(e.toString());
                    } else if (!message.contains(" 503")) {
                        last = e.toString();
                        continue;
                    }
                }
                if (!last.isEmpty()) {
                    lost.add(last);
                    return;
                }
            }
        }
    }
}
