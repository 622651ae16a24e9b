package dev.berth.cli.target;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.json.JsonValues;
import dev.berth.runtime.MemoryUse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Prediction target on a server. Predictions use the typed API, everything else the Open Inference
/// Protocol.
public final class RemoteTarget implements PredictionTarget {
    private static final String HOST_AND_PORT = "[^/:@]+:[0-9]+";

    private static final int PORT_MAX = 65_535;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /// Longer than a model's own timeout, so that the server's response comes first.
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    private final URI base;
    private final Credentials credentials;
    private final HttpClient client;
    private final Map<ModelChoice, String> predictPaths = new ConcurrentHashMap<>();

    private RemoteTarget(URI base, Credentials credentials) {
        this.base = base;
        this.credentials = credentials;
        this.client =
                credentials
                        .applyTo(HttpClient.newBuilder())
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
    }

    /// Creates a target without sending anything.
    ///
    /// @param address a URL, or a host and a port
    /// @throws ProblemException `usage` if the address is invalid
    public static RemoteTarget at(String address, Credentials credentials) {
        URI base;
        try {
            String written = address.replaceFirst("/+$", "");
            base = URI.create(written.matches(HOST_AND_PORT) ? "http://" + written : written);
        } catch (IllegalArgumentException e) {
            throw noAddress(address);
        }
        if (base.getHost() == null || base.getPort() > PORT_MAX) {
            throw noAddress(address);
        }
        return new RemoteTarget(base, credentials);
    }

    private static ProblemException noAddress(String address) {
        return new ProblemException(
                ProblemCode.USAGE,
                "'"
                        + SanitizedText.of(address)
                        + "' is no address of a server (expected: http:// or https://, a host, and"
                        + " perhaps a port up to "
                        + PORT_MAX
                        + ")",
                "write it like http://localhost:8080");
    }

    public URI base() {
        return base;
    }

    /// The path of a model below `/v1` or `/v2`.
    public static String path(String protocol, ModelChoice model) {
        return protocol
                + "/models/"
                + model.name()
                + model.version().map(version -> "/versions/" + version).orElse("");
    }

    @Override
    public Signature signature(ModelChoice model) {
        Object openApi = null;
        try {
            openApi = get("/openapi.json");
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.UNAUTHENTICATED) {
                throw e;
            }
            // Another kind of server, which only has metadata.
        }
        return RemoteSignature.read(get(path("/v2", model)), openApi, model);
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            ModelChoice model, List<Map<String, @Nullable Object>> records) {
        Object body = records.size() == 1 ? records.getFirst() : Map.of("records", records);
        Object answer = post(predictPath(model) + ":predict", JsonValues.text(body));
        List<Map<String, @Nullable Object>> answers = new ArrayList<>();
        if (records.size() == 1) {
            answers.add(JsonResponseReader.object(answer));
        } else {
            JsonResponseReader.list(JsonResponseReader.object(answer).get("records"))
                    .forEach(element -> answers.add(JsonResponseReader.object(element)));
        }
        return answers;
    }

    /// The path in the typed API: that of an endpoint, if the server has one of this name.
    private String predictPath(ModelChoice choice) {
        return predictPaths.computeIfAbsent(choice, this::findPredictPath);
    }

    private String findPredictPath(ModelChoice choice) {
        return choice.version().isEmpty() && endpoints().contains(choice.name().value())
                ? "/v1/endpoints/" + choice.name()
                : path("/v1", choice);
    }

    private List<String> endpoints() {
        try {
            return JsonResponseReader.list(
                            JsonResponseReader.object(get("/v1/endpoints")).get("endpoints"))
                    .stream()
                    .map(
                            entry ->
                                    JsonResponseReader.text(
                                            JsonResponseReader.object(entry).get("name")))
                    .toList();
        } catch (ProblemException olderServer) {
            return List.of();
        }
    }

    @Override
    public List<IndexEntry> index() {
        List<IndexEntry> entries = new ArrayList<>();
        for (Object element : JsonResponseReader.list(post("/v2/repository/index", "{}"))) {
            Map<String, @Nullable Object> entry = JsonResponseReader.object(element);
            entries.add(
                    new IndexEntry(
                            JsonResponseReader.text(entry.get("name")),
                            JsonResponseReader.text(entry.get("version")),
                            JsonResponseReader.text(entry.get("state")),
                            JsonResponseReader.text(entry.get("reason")),
                            memory(entry.get("memory"))));
        }
        return entries;
    }

    /// Empty for other kinds of servers.
    private static Optional<MemoryUse> memory(@Nullable Object found) {
        return found instanceof Map<?, ?> parts
                        && parts.get("weights") instanceof Number weights
                        && parts.get("arena") instanceof Number arena
                        && parts.get("buffers") instanceof Number buffers
                ? Optional.of(
                        new MemoryUse(weights.longValue(), arena.longValue(), buffers.longValue()))
                : Optional.empty();
    }

    @Nullable Object get(String path) {
        return json(send(request(path).GET().build()));
    }

    @Nullable Object post(String path, String json) {
        return json(
                exchange(
                        path,
                        json.getBytes(StandardCharsets.UTF_8),
                        Map.of("Content-Type", "application/json")));
    }

    /// The body of an answer as it is.
    byte[] fetch(String path) {
        return send(request(path).GET().build());
    }

    /// Where jobs of a model or endpoint are submitted; a version is an option of the job.
    String jobsPath(ModelChoice choice) {
        return predictPath(new ModelChoice(choice.name(), Optional.empty())) + "/jobs";
    }

    private static @Nullable Object json(byte[] body) {
        return body.length == 0 ? null : JsonValues.read(body);
    }

    /// Posts a body and returns that of the response. Blocks.
    ///
    /// @throws ProblemException the server's problem, or that it is unreachable
    public byte[] exchange(String path, byte[] body, Map<String, String> headers) {
        var request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    private HttpRequest.Builder request(String path) {
        return credentials.applyTo(
                HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER_TIMEOUT));
    }

    private byte[] send(HttpRequest request) {
        HttpResponse<byte[]> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.MODEL_NOT_READY,
                            "no answer from " + base + ": " + reason(e),
                            "start a server with `berth up DIR`, or correct the address"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "interrupted while waiting for " + base, "");
        }
        if (response.statusCode() / 100 != 2) {
            throw new ProblemException(problem(response));
        }
        return response.body();
    }

    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no host of this name is known";
            }
        }
        return e.getMessage() == null ? "the connection was refused" : e.getMessage();
    }

    private Problem problem(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        try {
            return JsonResponseReader.problem(JsonResponseReader.object(JsonValues.read(text)));
        } catch (ProblemException e) {
            return Problem.of(
                    ProblemCode.INTERNAL_ERROR,
                    response.uri() + " answered " + response.statusCode() + ": " + text.strip(),
                    "is there a Berth server at " + base + "?");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
