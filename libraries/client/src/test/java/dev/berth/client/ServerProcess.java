package dev.berth.client;

import dev.berth.client.balancing.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An [AffinityServer] in a process of its own, with counts of its models' loads and evictions.
final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;

    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger evictions = new AtomicInteger();
    final Set<String> loaded = ConcurrentHashMap.newKeySet();
    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final String host;

    private ServerProcess(Process process, String host) {
        this.process = process;
        this.host = host;
    }

    /// @param port 0 for any free one
    static ServerProcess start(Path system, String host, int port, long bytes) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AffinityServer.class.getName(),
                                system.toString(),
                                host,
                                Integer.toString(port),
                                Long.toString(bytes))
                        .redirectError(Redirect.DISCARD)
                        .start();
        var server = new ServerProcess(process, host);
        Thread.ofVirtual().start(server::read);
        return server;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(List.of(line.split(" ", 2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            port.completeExceptionally(new IllegalStateException("the server ended"));
        }
    }

    private void note(List<String> words) {
        switch (words.getFirst()) {
            case "PORT" -> port.complete(Integer.valueOf(words.get(1)));
            case "READY" -> {
                loads.incrementAndGet();
                loaded.add(words.get(1));
            }
            case "ON_DEMAND" -> {
                if (loaded.remove(words.get(1))) {
                    evictions.incrementAndGet();
                }
            }
            default -> {
                // Another state, or a line of the log.
            }
        }
    }

    Address address() {
        return Address.of(host, port.orTimeout(START_SECONDS, TimeUnit.SECONDS).join());
    }

    /// Ends it as `kill -9` does.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
