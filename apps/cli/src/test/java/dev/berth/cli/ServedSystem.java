package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.up.UpCommand;
import dev.berth.server.BerthServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/// Server started like `berth up`, with client methods.
final class ServedSystem implements AutoCloseable {
    /// Above what a server takes to notice a changed file on a busy machine.
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private static final long POLL_NANOS = 50_000_000;

    private final BerthServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServedSystem(BerthServer server) {
        this.server = server;
    }

    static ServedSystem start(Path directory) {
        var command = new UpCommand(new RecordedTerminal("").terminal());
        new CommandLine(command.spec()).parseArgs(directory.toString(), "--port", "0");
        return new ServedSystem(BerthServer.start(directory, command.options()));
    }

    String address() {
        return server.address().toString();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(server.address().resolve(path)).GET());
    }

    HttpResponse<String> post(String path, String body) {
        return send(
                HttpRequest.newBuilder(server.address().resolve(path))
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what + " within " + WAIT_MAX).isNegative();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
