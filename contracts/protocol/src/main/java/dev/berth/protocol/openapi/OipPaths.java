package dev.berth.protocol.openapi;

import dev.berth.protocol.json.JsonWriter;
import java.util.List;

/// The paths of the Open Inference Protocol v2, in general terms: its own documents say the rest.
final class OipPaths {
    private static final String TAG = "Open Inference Protocol v2";

    private final JsonWriter json;

    OipPaths(JsonWriter json) {
        this.json = json;
    }

    void writePaths() {
        path("get", "/v2", "The server's name, version and extensions");
        path("get", "/v2/health/live", "Whether the server lives");
        path("get", "/v2/health/ready", "Whether the server takes requests");
        for (String model :
                List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
            path("get", model, "The model's inputs and outputs");
            path("get", model + "/ready", "Whether the model takes requests");
            path("get", model + "/config", "The model's configuration");
            path("get", model + "/stats", "What the model has done");
            path("post", model + "/infer", "Inference on tensors");
        }
        path("post", "/v2/repository/index", "All models and their states");
        path("post", "/v2/repository/models/{model}/load", "Load or reload a model");
        path("post", "/v2/repository/models/{model}/unload", "Unload a model");
    }

    private void path(String method, String path, String summary) {
        json.name(path).beginObject();
        writeParameters(path);
        json.name(method).beginObject();
        String operationId = "v2" + path.substring(3).replaceAll("[^A-Za-z]+", ".");
        json.name("operationId").string(operationId.replaceAll("\\.$", ""));
        json.name("tags").plain(List.of(TAG)).name("summary").string(summary);
        boolean inference = path.endsWith("/infer");
        if (inference) {
            json.name("requestBody").beginObject().name("required").bool(true);
            writeContent("InferRequest");
            json.endObject();
        }
        json.name("responses").beginObject();
        json.name("200").beginObject().name("description").string(summary);
        if (inference) {
            writeContent("InferResponse");
        }
        json.endObject().name("default").beginObject().name("description").string("An error");
        writeContent("InferError");
        json.endObject().endObject().endObject().endObject();
    }

    private void writeParameters(String path) {
        json.name("parameters").beginArray();
        for (String name : List.of("model", "version")) {
            if (path.contains("{" + name + "}")) {
                json.beginObject().name("name").string(name).name("in").string("path");
                json.name("required").bool(true).name("schema").beginObject();
                json.name("type").string("string").endObject().endObject();
            }
        }
        json.endArray();
    }

    private void writeContent(String schema) {
        json.name("content").beginObject().name("application/json").beginObject();
        json.name("schema").beginObject();
        json.name("$ref").string("#/components/schemas/" + schema);
        json.endObject().endObject().endObject();
    }

    static void writeSchemas(JsonWriter json) {
        json.name("Tensor").beginObject().name("type").string("object");
        json.name("required").plain(List.of("name", "shape", "datatype"));
        json.name("properties").beginObject();
        type(json, "name", "string");
        json.name("shape").beginObject().name("type").string("array").name("items").beginObject();
        json.name("type").string("integer").name("minimum").number(0).endObject().endObject();
        type(json, "datatype", "string");
        type(json, "parameters", "object");
        type(json, "data", "array");
        json.endObject().endObject();
        tensors(json, "InferRequest", "inputs");
        tensors(json, "InferResponse", "outputs");
        json.name("InferError").beginObject().name("type").string("object");
        json.name("properties").beginObject();
        type(json, "error", "string");
        json.endObject().endObject();
    }

    private static void tensors(JsonWriter json, String name, String member) {
        json.name(name).beginObject().name("type").string("object");
        json.name("required").plain(List.of(member)).name("properties").beginObject();
        type(json, "id", "string");
        type(json, "parameters", "object");
        json.name(member).beginObject().name("type").string("array").name("items").beginObject();
        json.name("$ref").string("#/components/schemas/Tensor").endObject().endObject();
        json.endObject().endObject();
    }

    private static void type(JsonWriter json, String name, String type) {
        json.name(name).beginObject().name("type").string(type).endObject();
    }
}
