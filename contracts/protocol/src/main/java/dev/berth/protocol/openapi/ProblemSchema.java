package dev.berth.protocol.openapi;

import dev.berth.core.ProblemCode;
import dev.berth.protocol.json.JsonWriter;
import java.util.Arrays;
import java.util.List;

/// The schema of RFC 9457 problems and the response that all paths share.
final class ProblemSchema {
    private ProblemSchema() {}

    static void write(JsonWriter json) {
        json.name("Problem").beginObject().name("type").string("object");
        json.name("required").plain(List.of("type", "title", "status", "detail", "code"));
        json.name("properties").beginObject();
        property(json, "type", "string", "The kind of problem as a URI");
        property(json, "title", "string", "The kind of problem in words");
        property(json, "status", "integer", "The HTTP status");
        property(json, "detail", "string", "What happened, with the value found and expected");
        json.name("code").beginObject().name("type").string("string");
        json.name("description").string("The kind of problem for programs, stable");
        json.name("enum")
                .plain(Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList());
        json.endObject();
        property(json, "remedy", "string", "How to mend it");
        json.name("errors").beginObject().name("type").string("array");
        json.name("items").beginObject().name("type").string("object");
        json.name("properties").beginObject();
        property(json, "path", "string", "A JSON path into the request");
        property(json, "actual", "string", "The value or its kind");
        property(json, "expected", "string", "The values that are valid");
        json.endObject().endObject().endObject();
        property(json, "retryAfter", "integer", "Seconds after which to try again");
        property(json, "error", "string", "Code, detail and remedy in one text");
        json.endObject().endObject();
    }

    private static void property(JsonWriter json, String name, String type, String meaning) {
        json.name(name).beginObject().name("type").string(type);
        json.name("description").string(meaning).endObject();
    }

    static void writeResponse(JsonWriter json) {
        json.name("responses").beginObject().name("Problem").beginObject();
        json.name("description").string("A problem, with its remedy");
        json.name("content").beginObject().name("application/problem+json").beginObject();
        json.name("schema").beginObject();
        json.name("$ref").string("#/components/schemas/Problem");
        json.endObject().endObject().endObject().endObject().endObject();
    }

    static void writeReferences(JsonWriter json, List<String> statuses) {
        for (String status : statuses) {
            json.name(status).beginObject();
            json.name("$ref").string("#/components/responses/Problem").endObject();
        }
    }
}
