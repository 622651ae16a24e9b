package dev.berth.verification.faults;

import dev.berth.verification.CompilerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Server process that can be killed and frozen.
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");

    /// Above what a start takes on a busy machine.
    private static final Duration START_MAX = Duration.ofSeconds(90);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path system;
    private final String host;
    private final Path log;
    private final Optional<ShiftedClock> clock;
    private Process process;
    private int port;

    private ServerProcess(Path system, String host, Path log, Optional<ShiftedClock> clock)
            throws IOException {
        this.system = system;
        this.host = host;
        this.log = log;
        this.clock = clock;
        this.process = spawn();
    }

    /// Starts a server; [#awaitPort()] waits until it is ready.
    ///
    /// @param host its host for clients
    /// @param clock its wall clock; empty for the machine's
    static ServerProcess start(Path system, String host, Path log, Optional<ShiftedClock> clock)
            throws IOException {
        return new ServerProcess(system, host, log, clock);
    }

    private Process spawn() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CompilerOptions.ofThisJvm());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dai.djl.offline=true",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.berth.cli.Main",
                        "up",
                        system.toString(),
                        "--no-watch",
                        "--allowed-hosts",
                        host,
                        "--log-level",
                        "warn",
                        "--port",
                        "0"));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        clock.ifPresent(shifted -> builder.environment().putAll(shifted.environment()));
        return builder.start();
    }

    /// Waits until it listens.
    ///
    /// @return the port
    /// @throws IOException if it ended, or did not listen in time
    int awaitPort() throws IOException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            Matcher listening = LISTENING.matcher(output);
            if (listening.find()) {
                port = Integer.parseInt(listening.group(1));
                return port;
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("a server did not start:\n" + output);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    Optional<ShiftedClock> clock() {
        return clock;
    }

    /// Kills it at once, like `kill -9`.
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        Files.write(log, new byte[0]);
    }

    /// Restarts it after a kill, on another port.
    int restart() throws IOException {
        process = spawn();
        return awaitPort();
    }

    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IOException("kill " + name + " ended with " + status);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
