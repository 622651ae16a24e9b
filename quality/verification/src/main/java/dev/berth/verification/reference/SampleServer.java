package dev.berth.verification.reference;

import dev.berth.featurestore.ServingFeatureStore;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// In-process server of a copy of an example, on a free port, with its features.
final class SampleServer implements AutoCloseable {
    /// Far above a normal response time on a busy machine.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path copy;
    private final BerthServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    private SampleServer(Path copy, BerthServer server) {
        this.copy = copy;
        this.server = server;
    }

    static SampleServer start(Path example) throws IOException {
        Path copy = Files.createTempDirectory("berth-sample");
        copy(example, copy);
        ServerOptions options =
                ServerOptions.defaults()
                        .withPort(0)
                        .withFeatures(ServingFeatureStore.feedingSource(Map.of()));
        return new SampleServer(copy, BerthServer.start(copy, options));
    }

    /// Copies the descriptions of a system, without the output of commands.
    static void copy(Path from, Path to) throws IOException {
        for (String part : List.of("berth.yaml", "models", "endpoints", "features")) {
            try (Stream<Path> files = Files.walk(from.resolve(part))) {
                for (Path file : files.toList()) {
                    Path target = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                }
            }
        }
    }

    /// The successful response at a path.
    String get(String path) throws IOException {
        HttpResponse<String> response = send("GET", path);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + response.body());
        }
        return response.body();
    }

    HttpResponse<String> send(String method, String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(PATIENCE)
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
        try (Stream<Path> files = Files.walk(copy)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
