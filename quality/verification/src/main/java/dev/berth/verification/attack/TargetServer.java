package dev.berth.verification.attack;

import dev.berth.verification.CompilerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Server process under attack, limited to 1 GB of memory.
///
/// The JVM derives its heap from the limit (`-XX:MaxRAM`); off-heap memory is measured as the peak
/// resident memory (`VmHWM`), which only Linux reports.
final class TargetServer implements AutoCloseable {
    /// Limit of peak memory.
    static final long MEMORY_BYTES_MAX = 1L << 30;

    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");
    private static final Duration START_MAX = Duration.ofMinutes(2);

    /// Time from the last response of a process to its end.
    private static final Duration ENDING = Duration.ofMillis(100);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process process;
    private final Path log;
    private final int port;

    private TargetServer(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.port = awaitPort();
    }

    /// Starts a server of a system with an access log, and waits until it listens.
    static TargetServer start(Path system, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CompilerOptions.ofThisJvm());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:MaxRAM=" + MEMORY_BYTES_MAX,
                        "-XX:+UseParallelGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Dai.djl.offline=true",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.berth.cli.Main",
                        "up",
                        system.toString(),
                        "--no-watch",
                        "--access-log",
                        "--port",
                        "0"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        return new TargetServer(builder.redirectOutput(log.toFile()).start(), log);
    }

    private int awaitPort() throws IOException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            Matcher listening = LISTENING.matcher(log());
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("the server did not start:\n" + log());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    int port() {
        return port;
    }

    /// Whether the process survives, after a moment in case it is about to end.
    boolean isAlive() throws InterruptedException {
        return !process.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The whole output of the process.
    String log() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    /// The current and peak memory of the process in bytes; none after its end.
    Memory memory() throws IOException {
        if (!process.isAlive()) {
            return new Memory(0, 0);
        }
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long resident = 0;
        long peak = 0;
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                resident = bytes(line);
            } else if (line.startsWith("VmHWM:")) {
                peak = bytes(line);
            }
        }
        return new Memory(resident, Math.max(resident, peak));
    }

    private static long bytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    /// Resident memory of a process.
    record Memory(long residentBytes, long peakBytes) {}

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
