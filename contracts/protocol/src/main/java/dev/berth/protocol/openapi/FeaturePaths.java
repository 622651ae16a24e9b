package dev.berth.protocol.openapi;

import dev.berth.protocol.json.JsonWriter;
import java.util.List;

/// The paths of features, in general terms: `GET /v1/features` says which there are.
final class FeaturePaths {
    private static final String TAG = "Features";
    private static final String REQUEST = "FeatureRequest";
    private static final String ANSWER = "FeatureAnswer";
    private static final String EVENTS = "FeatureEvents";
    private static final String STATISTICS = "FeatureStatistics";
    private static final String LINEAGE = "FeatureLineage";
    private static final String PUSHED = "FeatureEventsAnswer";
    private static final String MATERIALIZE = "FeatureMaterializeRequest";
    private static final String RUNS = "FeatureMaterializeRuns";

    private static final List<String> COUNTS =
            List.of(
                    "accepted",
                    "duplicates",
                    "inHistory",
                    "withoutKey",
                    "withoutTime",
                    "malformed");

    private final JsonWriter json;

    FeaturePaths(JsonWriter json) {
        this.json = json;
    }

    void writePaths() {
        json.name("/v1/features").beginObject().name("get").beginObject();
        begin("features.list", "The features that can be read");
        json.name("responses").beginObject().name("200").beginObject();
        json.name("description").string("Entities, and views with their features");
        writeContent("FeatureList");
        json.endObject();
        ProblemSchema.writeReferences(json, List.of("403", "404"));
        json.endObject().endObject().endObject();
        json.name("/v1/features:read").beginObject().name("post").beginObject();
        begin("features.read", "What features are worth now, or as of an instant");
        json.name("requestBody").beginObject().name("required").bool(true);
        writeContent(REQUEST);
        json.endObject().name("responses").beginObject().name("200").beginObject();
        json.name("description").string("A row for each entity");
        writeContent(ANSWER);
        json.endObject();
        ProblemSchema.writeReferences(
                json, List.of("400", "403", "404", "422", "429", "503", "504"));
        json.endObject().endObject().endObject();
        writeStatistics();
        writeLineage();
        writePush();
        writeMaterialize("/v1/features:materialize", "features.materialize", List.of());
        writeMaterialize(
                "/v1/features/{view}:materialize", "features.materializeView", List.of("view"));
    }

    private void writeMaterialize(String path, String operationId, List<String> parameters) {
        json.name(path).beginObject();
        json.name("parameters").beginArray();
        parameters.forEach(name -> parameter(name, "path", true));
        json.endArray().name("get").beginObject();
        begin(operationId + ".state", "How the last materialization of each view goes");
        writeRuns(List.of("403", "404"));
        json.endObject().name("post").beginObject();
        begin(operationId, "Begins to bring history into what is known of entities");
        json.name("requestBody").beginObject().name("required").bool(false);
        writeContent(MATERIALIZE);
        json.endObject();
        writeRuns(List.of("400", "403", "404", "503"));
        json.endObject().endObject();
    }

    private void writeRuns(List<String> problems) {
        json.name("responses").beginObject().name("200").beginObject();
        json.name("description").string("How far each is");
        writeContent(RUNS);
        json.endObject();
        ProblemSchema.writeReferences(json, problems);
        json.endObject();
    }

    private void writeStatistics() {
        json.name("/v1/features/{view}/statistics").beginObject();
        json.name("parameters").beginArray();
        parameter("view", "path", true);
        json.endArray().name("get").beginObject();
        begin("features.statistics", "What the values of a view were like");
        json.name("parameters").beginArray();
        parameter("until", "query", false);
        json.endArray();
        json.name("responses").beginObject().name("200").beginObject();
        json.name("description")
                .string("As of which instants there are statistics, and one of them");
        writeContent(STATISTICS);
        json.endObject();
        ProblemSchema.writeReferences(json, List.of("400", "403", "404", "429", "503", "504"));
        json.endObject().endObject().endObject();
    }

    private void writeLineage() {
        json.name("/v1/features/{view}/lineage").beginObject();
        json.name("parameters").beginArray();
        parameter("view", "path", true);
        json.endArray().name("get").beginObject();
        begin("features.lineage", "What a view depends on, and what depends on it");
        json.name("responses").beginObject().name("200").beginObject();
        json.name("description").string("Sources, views, services, models and endpoints");
        writeContent(LINEAGE);
        json.endObject();
        ProblemSchema.writeReferences(json, List.of("400", "403", "404", "429"));
        json.endObject().endObject().endObject();
    }

    private void parameter(String name, String in, boolean isRequired) {
        json.beginObject().name("name").string(name).name("in").string(in);
        json.name("required").bool(isRequired);
        json.name("schema").beginObject().name("type").string("string").endObject();
        json.endObject();
    }

    private void writePush() {
        json.name("/v1/features/{source}:push").beginObject();
        json.name("parameters").beginArray();
        parameter("source", "path", true);
        json.endArray();
        json.name("post").beginObject();
        begin("features.push", "Brings events of a source into what is known of entities");
        json.name("requestBody").beginObject().name("required").bool(true);
        writeContent(EVENTS);
        json.endObject().name("responses").beginObject().name("200").beginObject();
        json.name("description").string("What became of the events, which are kept for good");
        writeContent(PUSHED);
        json.endObject();
        ProblemSchema.writeReferences(json, List.of("400", "404", "429", "503"));
        json.endObject().endObject().endObject();
    }

    private void begin(String operationId, String summary) {
        json.name("operationId").string(operationId);
        json.name("tags").plain(List.of(TAG)).name("summary").string(summary);
    }

    private void writeContent(String schema) {
        json.name("content").beginObject().name("application/json").beginObject();
        json.name("schema").beginObject();
        json.name("$ref").string("#/components/schemas/" + schema);
        json.endObject().endObject().endObject();
    }

    static void writeSchemas(JsonWriter json) {
        json.name(REQUEST).beginObject().name("type").string("object");
        json.name("required").plain(List.of("entities"));
        json.name("properties").beginObject();
        array(json, "features", "string");
        json.name("service").beginObject().name("type").string("string").endObject();
        json.name("entities").beginObject().name("type").string("object");
        json.name("additionalProperties").beginObject().name("type").string("array");
        json.name("items").beginObject().endObject().endObject().endObject();
        json.name("at").beginObject().name("type").string("string");
        json.name("format").string("date-time").endObject();
        json.endObject().name("additionalProperties").bool(false).endObject();
        json.name(ANSWER).beginObject().name("type").string("object");
        json.name("required").plain(List.of("features", "rows", "statuses"));
        json.name("properties").beginObject();
        array(json, "features", "string");
        array(json, "rows", "object");
        array(json, "statuses", "object");
        json.endObject().endObject();
        json.name("FeatureList").beginObject().name("type").string("object");
        json.name("properties").beginObject();
        array(json, "entities", "object");
        array(json, "views", "object");
        json.endObject().endObject();
        json.name(STATISTICS).beginObject().name("type").string("object");
        json.name("required").plain(List.of("view", "instants"));
        json.name("properties").beginObject();
        json.name("view").beginObject().name("type").string("string").endObject();
        array(json, "instants", "string");
        json.name("statistics").beginObject().name("type").string("object").endObject();
        json.endObject().endObject();
        json.name(LINEAGE).beginObject().name("type").string("object");
        json.name("required").plain(List.of("view", "nodes", "edges"));
        json.name("properties").beginObject();
        json.name("view").beginObject().name("type").string("string").endObject();
        array(json, "nodes", "object");
        array(json, "edges", "object");
        json.endObject().endObject();
        json.name(EVENTS).beginObject().name("type").string("object");
        json.name("required").plain(List.of("events"));
        json.name("properties").beginObject();
        array(json, "events", "object");
        json.endObject().name("additionalProperties").bool(false).endObject();
        json.name(PUSHED).beginObject().name("type").string("object");
        json.name("properties").beginObject();
        for (String count : COUNTS) {
            json.name(count).beginObject().name("type").string("integer").endObject();
        }
        array(json, "problems", "string");
        json.endObject().endObject();
        json.name(MATERIALIZE).beginObject().name("type").string("object");
        json.name("properties").beginObject();
        array(json, "views", "string");
        json.name("full").beginObject().name("type").string("boolean").endObject();
        json.endObject().name("additionalProperties").bool(false).endObject();
        json.name(RUNS).beginObject().name("type").string("object");
        json.name("required").plain(List.of("runs"));
        json.name("properties").beginObject();
        array(json, "runs", "object");
        json.endObject().endObject();
    }

    private static void array(JsonWriter json, String name, String items) {
        json.name(name).beginObject().name("type").string("array");
        json.name("items").beginObject().name("type").string(items).endObject().endObject();
    }
}
