package dev.berth.client;

import dev.berth.client.balancing.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// An [AffinityServer] in a process of its own, to be killed.
final class ServerProcess implements AutoCloseable {
    final ModelChanges models = new ModelChanges();
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
        if (words.getFirst().equals("PORT")) {
            port.complete(Integer.valueOf(words.get(1)));
        } else if (words.size() == 2) {
            models.note(words.getFirst(), words.get(1));
        }
    }

    Address address() {
        return Address.of(host, port.join());
    }

    /// Ends it as `kill -9` does.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
