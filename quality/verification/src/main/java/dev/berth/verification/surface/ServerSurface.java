package dev.berth.verification.surface;

import dev.berth.protocol.json.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Surface of a running example: its OpenAPI document and its metrics.
final class ServerSurface {
    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");
    private static final Pattern SERIES = Pattern.compile("^(berth_\\w+)(?:\\{(.*)\\})? .*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final List<String> EXAMPLE =
            List.of("berth.yaml", "models", "endpoints", "features");

    /// Above a normal response time on a busy machine.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private ServerSurface() {}

    static List<String> of(Launcher launcher) throws IOException {
        Path system = Files.createTempDirectory("berth-surface");
        copy(launcher.checkout().resolve("examples/flights"), system);
        Process server = launcher.start("up", system.toString(), "--port", "0");
        try (BufferedReader out = server.inputReader();
                HttpClient http = HttpClient.newHttpClient()) {
            String address = address(out);
            List<String> lines = new ArrayList<>(openApi(get(http, address + "/openapi.json")));
            lines.addAll(metrics(get(http, address + "/metrics")));
            return lines;
        } finally {
            server.destroy();
            server.onExit().join();
            delete(system);
        }
    }

    private static String address(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return "http://127.0.0.1:" + listening.group(1);
            }
            line = out.readLine();
        }
        throw new IllegalStateException("the server ended before it listened");
    }

    private static String get(HttpClient http, String uri) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Each operation, parameter, status, property and enum value of an OpenAPI document.
    static List<String> openApi(String document) {
        List<String> lines = new ArrayList<>();
        flatten("http", map(JsonValues.read(document)), lines);
        return lines;
    }

    private static void flatten(String path, @Nullable Object value, List<String> lines) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach(
                            (key, inner) -> {
                                if (!List.of("description", "summary", "info", "examples", "tags")
                                        .contains(key)) {
                                    flatten(path + " " + key, inner, lines);
                                }
                            });
            case List<?> list -> list.forEach(item -> flatten(path, item, lines));
            case null, default -> lines.add(path + " = " + value);
        }
    }

    /// The names of series with those of their labels.
    static List<String> metrics(String scrape) {
        return scrape.lines()
                .map(SERIES::matcher)
                .filter(Matcher::matches)
                .map(
                        series ->
                                "scraped "
                                        + series.group(1)
                                        + " "
                                        + LABEL.matcher(
                                                        series.group(2) == null
                                                                ? ""
                                                                : series.group(2))
                                                .results()
                                                .map(label -> label.group(1))
                                                .toList())
                .distinct()
                .toList();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String part : EXAMPLE) {
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

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
