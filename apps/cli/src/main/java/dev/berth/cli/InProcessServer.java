package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs `berth up` in a thread of this process, for commands that need a server. Closing stops the
/// server.
final class InProcessServer implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("listening +(\\S+)");

    /// Time limit of a cold start on a loaded machine.
    private static final Duration START_MAX = Duration.ofMinutes(1);

    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 10;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Thread thread;

    private InProcessServer(String... words) {
        var terminal =
                new Terminal(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of());
        this.thread =
                Thread.ofPlatform()
                        .name("berth-served-here")
                        .daemon()
                        .start(() -> BerthCommand.run(terminal, words));
    }

    static InProcessServer start(String... words) {
        return new InProcessServer(words);
    }

    /// Waits until the server listens and returns its address.
    ///
    /// @throws IOException with the server's output, if it ended or takes too long
    URI awaitAddress() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < end) {
            Matcher address = ADDRESS.matcher(out.toString(StandardCharsets.UTF_8));
            if (address.find()) {
                return URI.create(address.group(1));
            }
            if (thread.join(Duration.ofMillis(POLL_MILLIS))) {
                break;
            }
        }
        throw new IOException(
                "the server does not listen: " + err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            var _ = thread.join(STOP_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
