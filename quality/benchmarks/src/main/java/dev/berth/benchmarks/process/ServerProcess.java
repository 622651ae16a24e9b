package dev.berth.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Server in a process of its own.
public final class ServerProcess implements AutoCloseable {
    /// Time limit of a cold start on a loaded machine.
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts a command with a free port as its last argument. Blocks until it accepts connections.
    public static ServerProcess start(List<String> command, Path log)
            throws IOException, InterruptedException {
        return start(command, Map.of(), log);
    }

    /// Starts a command with a free port as its last argument. Blocks until it accepts connections.
    ///
    /// @param environment added to that of this process
    public static ServerProcess start(
            List<String> command, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        var server = launch(command, environment, log);
        try {
            server.awaitConnection(log);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    /// Starts a command with a free port as its last argument, without waiting for it.
    ///
    /// @param environment added to that of this process
    public static ServerProcess launch(
            List<String> command, Map<String, String> environment, Path log) throws IOException {
        int port = freePort();
        List<String> whole = new ArrayList<>(command);
        whole.add(Integer.toString(port));
        var builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.environment().putAll(environment);
        return new ServerProcess(builder.redirectOutput(log.toFile()).start(), port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitConnection(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < end) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException notYet) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IOException(
                            "the server ended with "
                                    + process.exitValue()
                                    + ":\n"
                                    + Files.readString(log),
                            notYet);
                }
            }
        }
        throw new IOException("the server does not listen after " + START_MAX + "; see " + log);
    }

    /// Waits for a duration or the end of the process.
    ///
    /// @return whether it still runs
    public boolean isAliveAfter(Duration wait) throws InterruptedException {
        return !process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    public int port() {
        return port;
    }

    /// The address of the server.
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public ProcessUsage usage() {
        return new ProcessUsage(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
