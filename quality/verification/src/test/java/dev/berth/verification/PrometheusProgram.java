package dev.berth.verification;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Prometheus process on the loopback address, and its `promtool`.
final class PrometheusProgram implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private PrometheusProgram(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    static void assumeInstalled() {
        assumeTrue(
                isOnPath("prometheus") && isOnPath("promtool"),
                "no Prometheus on this machine, so neither rules nor dashboard were tried; install"
                        + " it, for example by apt install prometheus");
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /// The output of `promtool`; fails if it reports an error.
    static String promtool(Path folder, String... arguments) {
        try {
            var command = new ArrayList<>(List.of("promtool"));
            command.addAll(List.of(arguments));
            Process tool =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            String printed =
                    new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new AssertionError(command + ":\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Starts it with this configuration and waits until it responds.
    static PrometheusProgram start(Path folder, Path configuration) {
        try {
            int port = freePort();
            Path log = folder.resolve("prometheus.log");
            Process process =
                    new ProcessBuilder(
                                    "prometheus",
                                    "--config.file=" + configuration,
                                    "--storage.tsdb.path=" + folder.resolve("data"),
                                    "--web.listen-address=127.0.0.1:" + port)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            var program = new PrometheusProgram(process, log, port);
            Await.until("Prometheus is ready", program::isReady, program::log);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus has ended:\n" + log());
        }
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// The firing alerts, by name.
    List<String> firing() {
        List<String> names = new ArrayList<>();
        for (JsonNode alert : api("/api/v1/alerts").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.path("labels").path("alertname").asText());
            }
        }
        return names;
    }

    /// The names of all series.
    List<String> metrics() {
        List<String> names = new ArrayList<>();
        api("/api/v1/label/__name__/values").forEach(name -> names.add(name.asText()));
        return names;
    }

    /// The current result of an expression.
    JsonNode query(String expression) {
        return api("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
    }

    private JsonNode api(String path) {
        var response = get(path);
        JsonNode answer = RunningServer.json(response.body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(path + ": " + response.body());
        }
        return answer.path("data");
    }

    private java.net.http.HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroyForcibly();
        try {
            Await.exit(process);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
