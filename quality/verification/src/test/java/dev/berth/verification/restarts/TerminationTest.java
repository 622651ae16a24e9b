package dev.berth.verification.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.verification.Repository;
import dev.berth.verification.load.TripleSystem;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server as a process of its own that gets SIGTERM while clients ask on and on.
@Tag("timed")
final class TerminationTest {
    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");
    private static final int CLIENTS = 16;

    @TempDir Path folder;

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    @Test
    void sigterm_underLoad_losesNoRequest() throws Exception {
        Path system = Files.createDirectories(folder.resolve("system"));
        TripleSystem.write(system);
        Path log = folder.resolve("log");
        Process server = spawn(system, log);
        try {
            int port = awaitPort(server, log);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofPlatform().start(() -> ask(port)));
            }
            Await.until(() -> answered.get() >= 50 * CLIENTS);

            server.destroy();

            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).as(Files.readString(log)).isZero();
            for (Thread client : clients) {
                client.join();
            }
        } finally {
            server.destroyForcibly();
        }
        assertThat(lost).isEmpty();
    }

    private static Process spawn(Path system, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
                        "200ms",
                        "--port",
                        "0")
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

    /// Until nothing listens any more. A refusal with `draining` is an answer too.
    private void ask(int port) {
        try (var caller = new KeepAliveCaller(() -> port)) {
            while (true) {
                try {
                    caller.call();
                    answered.incrementAndGet();
                } catch (ConnectException nothingListens) {
                    return;
                } catch (IOException e) {
                    if (!String.valueOf(e.getMessage()).contains(" 503")) {
                        lost.add(e.toString());
                    }
                }
            }
        }
    }
}
