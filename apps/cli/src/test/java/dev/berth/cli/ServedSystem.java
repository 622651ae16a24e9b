package dev.berth.cli;

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
import picocli.CommandLine;

/// A server that was started as `berth up` does, as its callers see it.
final class ServedSystem implements AutoCloseable {
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

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
