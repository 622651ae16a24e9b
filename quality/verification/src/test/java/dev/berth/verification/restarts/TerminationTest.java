package dev.berth.verification.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.verification.Repository;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a server process that gets SIGTERM while clients call continuously.
@Tag("timed")
final class TerminationTest {
    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final int CLIENTS = 16;
    private static final long POLL_NANOS = 20_000_000;

    @TempDir Path folder;

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    @Test
    void sigterm_underLoad_losesNoRequest() throws Exception {
        Path system = Files.createDirectories(folder.resolve("system"));
        Restarts.write(system);
        Path log = folder.resolve("log");
        Process server = spawn(system, log);
        try {
            int port = awaitPort(server, log);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofPlatform().start(() -> call(port)));
            }
            while (answered.get() < 50 * CLIENTS) {
                LockSupport.parkNanos(POLL_NANOS);
            }

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
        long end = System.nanoTime() + START_MAX.toNanos();
        while (server.isAlive() && System.nanoTime() < end) {
            Matcher listening =
                    LISTENING.matcher(new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new AssertionError("a server did not start:\n" + Files.readString(log));
    }

    /// Calls until nothing listens any more. A `draining` response is valid, too.
    private void call(int port) {
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
