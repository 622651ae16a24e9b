package dev.berth.features.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.core.ExecutableProvider;

/// Redis server process that can be killed and restarted without losing acknowledged writes. Tests
/// are skipped if its program does not run.
final class RedisServer implements BeforeAllCallback, AfterAllCallback {
    private static final int LIMIT = (int) Await.TIMEOUT.toMillis();

    private final List<String> settings;
    private final int port = freePort();
    private final Path folder;
    private @Nullable Process process;

    RedisServer(String... settings) {
        this.settings = List.of(settings);
        try {
            folder = Files.createTempDirectory("berth-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        kill();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    void start() throws IOException {
        File program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        List<String> command = new ArrayList<>(List.of(program.getPath()));
        command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", folder.toString(), "--save", ""));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
        command.addAll(settings);
        Path log = folder.resolve("log.txt");
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        process = started;
        Await.until(() -> !started.isAlive() || answers());
        String output = Files.readString(log);
        assumeTrue(started.isAlive(), () -> "no server of Redis runs here: " + output);
    }

    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            Await.until(() -> !running.isAlive());
        }
    }

    /// Stops or continues the server process.
    void signal(String signal) throws IOException {
        try {
            int exit =
                    new ProcessBuilder(
                                    "kill",
                                    "-" + signal,
                                    "" + Objects.requireNonNull(process).pid())
                            .start()
                            .waitFor();
            assertThat(exit).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// An address with a timeout for a machine that builds beside the test.
    static RedisAddress address(String uri) {
        return RedisAddress.of(uri).withTimeout(Await.TIMEOUT);
    }

    int port() {
        return port;
    }

    RedisAddress address() {
        return address("redis://127.0.0.1:" + port);
    }

    private boolean answers() {
        try {
            String reply = say("PING\r\n", 5);
            // With a password it is "-NOAUTH", while it loads its data "-LOADING".
            return reply.equals("+PONG") || reply.equals("-NOAU");
        } catch (IOException e) {
            return false;
        }
    }

    /// Sends text over a new connection.
    ///
    /// @return this number of bytes of the response
    String say(String text, int bytes) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT);
            socket.setSoTimeout(LIMIT);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
