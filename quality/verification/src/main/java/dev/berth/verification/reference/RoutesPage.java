package dev.berth.verification.reference;

import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reference page of HTTP routes, from the OpenAPI document of a running server, and of gRPC
/// methods, from the proto files.
final class RoutesPage {
    private static final String INTRODUCTION =
            """
            All protocols share one port. `GET /openapi.json` describes the routes of one system with the fields of its models; `/docs` shows them. The
            guides to [clients](../guides/clients.md) and to the
            [Open Inference Protocol](../guides/open-inference-protocol.md) show requests, and [access](../guides/access.md) says who may send them.
            """;

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    /// Routes outside of the document, since generated clients do not need them.
    static final Map<String, String> BESIDE_OPENAPI =
            Map.ofEntries(
                    Map.entry("GET /", "Home page; `{\"status\": \"alive\"}` for JSON"),
                    Map.entry("GET /docs", "Page with models, endpoints and features"),
                    Map.entry("GET /openapi.json", "OpenAPI 3.1 document of the system"),
                    Map.entry("GET /metrics", "[Metrics](metrics.md) for Prometheus"),
                    Map.entry("GET /v1/models", "Names of models and endpoints"),
                    Map.entry("GET /v1/models/{model}", "State of the model's versions"),
                    Map.entry("GET /v1/models/{model}/versions/{version}", "State of one version"),
                    Map.entry("GET /v1/endpoints", "Endpoints with their states"),
                    Map.entry("GET /v1/endpoints/{endpoint}", "One endpoint with its graph"),
                    Map.entry(
                            "GET /v1/endpoints/{endpoint}/traffic",
                            "Traffic weights in force, and their changes"),
                    Map.entry("POST /v1/endpoints/{endpoint}/traffic", "Changes traffic weights"),
                    Map.entry(
                            "POST /v1/endpoints/{endpoint}/traffic:rollback",
                            "Restores earlier traffic weights"),
                    Map.entry("GET /v2/models", "Names of all that can be called as a model"),
                    Map.entry("GET /v2/models/stats", "Statistics of all models"),
                    Map.entry("GET /v2/trace/setting", "Trace settings"),
                    Map.entry("GET /v2/logging", "Log settings"),
                    Map.entry("GET /v2/systemsharedmemory/status", "No region: none is offered"),
                    Map.entry("GET /v2/cudasharedmemory/status", "No region: none is offered"),
                    Map.entry("GET /health", "Whether the server lives, as Feast has it"),
                    Map.entry("POST /get-online-features", "Online features, as Feast has it"),
                    Map.entry("POST /push", "Pushes events, as Feast has it"),
                    Map.entry("POST /write-to-online-store", "Writes events, as Feast has it"),
                    Map.entry("POST /materialize", "Materializes in full, as Feast has it"),
                    Map.entry("POST /materialize-incremental", "Materializes, as Feast has it"));

    private RoutesPage() {}

    static String text(String openApi, Path protoFolder) throws IOException {
        var page = new Markdown("Routes", INTRODUCTION);
        page.heading(2, "HTTP").table("route", "purpose");
        routes(openApi)
                .forEach(
                        (path, summary) ->
                                page.row(Markdown.code(path), Markdown.described(path, summary)));
        page.heading(2, "gRPC").table("method", "purpose");
        try (Stream<Path> files = Files.walk(protoFolder)) {
            List<Path> protos =
                    files.filter(file -> file.toString().endsWith(".proto")).sorted().toList();
            for (Path file : protos) {
                for (ProtoMethod method : ProtoMethod.allOf(Files.readString(file))) {
                    page.row(
                            Markdown.code(method.name()),
                            Markdown.described(method.name(), method.description()));
                }
            }
        }
        return page.toString();
    }

    /// Methods with paths and their descriptions; names of the sample's models are in braces.
    static Map<String, String> routes(String openApi) {
        Map<String, String> routes = new TreeMap<>(RoutesPage::compare);
        routes.putAll(BESIDE_OPENAPI);
        map(map(JsonValues.read(openApi)).get("paths"))
                .forEach(
                        (path, operations) ->
                                METHODS.forEach(
                                        method -> {
                                            if (map(operations).get(method)
                                                    instanceof Map<?, ?> of) {
                                                put(routes, method, path.toString(), of);
                                            }
                                        }));
        return routes;
    }

    private static void put(
            Map<String, String> routes, String method, String path, Map<?, ?> operation) {
        String general =
                path.replaceFirst("^/v1/models/[^/:{]+", "/v1/models/{model}")
                        .replaceFirst("^/v1/endpoints/[^/:{]+", "/v1/endpoints/{endpoint}");
        String summary =
                general.equals(path)
                        ? String.valueOf(operation.get("summary"))
                        : "Prediction of records in JSON";
        routes.put(method.toUpperCase(Locale.ROOT) + " " + general, summary);
    }

    /// By path, then by method.
    private static int compare(String a, String b) {
        int byPath = a.substring(a.indexOf(' ')).compareTo(b.substring(b.indexOf(' ')));
        return byPath == 0 ? a.compareTo(b) : byPath;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
