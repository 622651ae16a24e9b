package dev.berth.protocol.openapi;

import static dev.berth.protocol.openapi.OpenApiSchema.array;
import static dev.berth.protocol.openapi.OpenApiSchema.object;
import static dev.berth.protocol.openapi.OpenApiSchema.properties;
import static dev.berth.protocol.openapi.OpenApiSchema.type;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The schemas of the routes of features, in general terms: `GET /v1/features` says which there
/// are.
public final class FeatureSchemas {
    public static final String REQUEST = "FeatureRequest";
    public static final String ANSWER = "FeatureAnswer";
    public static final String LIST = "FeatureList";
    public static final String STATISTICS = "FeatureStatistics";
    public static final String LINEAGE = "FeatureLineage";
    public static final String EVENTS = "FeatureEvents";
    public static final String PUSHED = "FeatureEventsAnswer";
    public static final String MATERIALIZE = "FeatureMaterializeRequest";
    public static final String RUNS = "FeatureMaterializeRuns";

    private static final List<String> COUNTS =
            List.of(
                    "accepted",
                    "duplicates",
                    "inHistory",
                    "withoutKey",
                    "withoutTime",
                    "malformed");

    private static final Map<String, Object> TEXT = type("string");
    private static final Map<String, Object> TEXTS = array(TEXT);
    private static final Map<String, Object> OBJECTS = array(type("object"));

    private FeatureSchemas() {}

    public static List<OpenApiSchema> all() {
        return List.of(
                request(),
                object(
                        ANSWER,
                        List.of("features", "rows", "statuses"),
                        properties("features", TEXTS, "rows", OBJECTS, "statuses", OBJECTS)),
                object(LIST, List.of(), properties("entities", OBJECTS, "views", OBJECTS)),
                object(
                        STATISTICS,
                        List.of("view", "instants"),
                        properties("view", TEXT, "instants", TEXTS, "statistics", type("object"))),
                object(
                        LINEAGE,
                        List.of("view", "nodes", "edges"),
                        properties("view", TEXT, "nodes", OBJECTS, "edges", OBJECTS)),
                object(EVENTS, List.of("events"), properties("events", OBJECTS)).closed(),
                pushed(),
                object(MATERIALIZE, List.of(), properties("views", TEXTS, "full", type("boolean")))
                        .closed(),
                object(RUNS, List.of("runs"), properties("runs", OBJECTS)));
    }

    private static OpenApiSchema request() {
        return object(
                        REQUEST,
                        List.of("entities"),
                        properties(
                                "features",
                                TEXTS,
                                "service",
                                TEXT,
                                "entities",
                                properties(
                                        "type", "object", "additionalProperties", array(Map.of())),
                                "at",
                                properties("type", "string", "format", "date-time")))
                .closed();
    }

    private static OpenApiSchema pushed() {
        Map<String, Object> members = new LinkedHashMap<>();
        COUNTS.forEach(count -> members.put(count, type("integer")));
        members.put("problems", TEXTS);
        return object(PUSHED, List.of(), members);
    }
}
