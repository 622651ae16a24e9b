package dev.berth.protocol.openapi;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/// Writes the OpenAPI 3.1 document of a server: a typed path for each model and endpoint, and the
/// paths and schemas that its routes bring.
public final class OpenApiDocument {
    private static final String JSON = "application/json";

    private final JsonWriter json;
    private final FieldSchema schemas;

    private OpenApiDocument(ByteSink sink) {
        this.json = new JsonWriter(sink);
        this.schemas = new FieldSchema(json);
    }

    /// Appends the document.
    ///
    /// @param title the name of the system
    /// @param version the version of the server
    /// @param paths each template once
    /// @param schemas those that the paths name, each once
    public static void write(
            String title,
            String version,
            List<OpenApiModel> models,
            List<OpenApiPath> paths,
            List<OpenApiSchema> schemas,
            ByteSink sink) {
        new OpenApiDocument(sink).write(title, version, models, paths, schemas);
    }

    private void write(
            String title,
            String version,
            List<OpenApiModel> models,
            List<OpenApiPath> paths,
            List<OpenApiSchema> further) {
        json.beginObject().name("openapi").string("3.1.0");
        json.name("info").beginObject().name("title").string(title);
        json.name("version").string(version).endObject();
        json.name("paths").beginObject();
        for (OpenApiModel model : models) {
            writePath(model);
            writeVersionPath(model);
        }
        paths.forEach(path -> path.write(json));
        json.endObject();
        json.name("components").beginObject().name("schemas").beginObject();
        for (OpenApiModel model : models) {
            writeRecords(model);
        }
        ProblemSchema.write(json);
        further.forEach(schema -> json.name(schema.name()).plain(schema.content()));
        json.endObject();
        ProblemSchema.writeResponse(json);
        json.endObject().endObject();
    }

    private void writePath(OpenApiModel model) {
        json.name(model.path() + ":predict").beginObject();
        writeOperation(model, "predict." + model.name());
        json.endObject();
    }

    private void writeVersionPath(OpenApiModel model) {
        if (model.versions().isEmpty()) {
            return;
        }
        json.name(model.path() + "/versions/{version}:predict").beginObject();
        json.name("parameters").beginArray().beginObject().name("name").string("version");
        json.name("in").string("path").name("required").bool(true);
        json.name("schema").beginObject().name("type").string("string");
        json.name("enum").beginArray();
        model.versions().forEach(version -> json.string(version.value()));
        json.endArray().endObject().endObject().endArray();
        writeOperation(model, "predictVersion." + model.name());
        json.endObject();
    }

    private void writeOperation(OpenApiModel model, String operationId) {
        json.name("post").beginObject().name("operationId").string(operationId);
        json.name("tags").plain(List.of(model.name().value()));
        if (!model.summary().isEmpty()) {
            json.name("summary").string(model.summary());
        }
        writePartialParameter();
        json.name("requestBody").beginObject().name("required").bool(true);
        json.name("content").beginObject().name(JSON).beginObject().name("schema");
        beginOneOrMany(model.name() + ".Input");
        writeReference(model.name() + ".Input");
        json.endObject();
        endOneOrMany();
        json.endObject().endObject().endObject();
        json.name("responses").beginObject().name("200").beginObject();
        json.name("description").string("The prediction, in the form of the request");
        json.name("content").beginObject().name(JSON).beginObject().name("schema");
        beginOneOrMany(model.name() + ".Output");
        writePartial(model.name() + ".Output");
        endOneOrMany();
        json.endObject().endObject().endObject();
        ProblemSchema.writeReferences(json, List.of("400", "404", "422", "429", "503", "504"));
        json.endObject().endObject();
    }

    private void writePartialParameter() {
        json.name("parameters").beginArray().beginObject().name("name").string("partial");
        json.name("in").string("query").name("required").bool(false);
        json.name("description")
                .string(
                        "Whether each of several records stands for itself: what is wrong with one of them is then listed in `problems`, and the others are answered");
        json.name("schema").beginObject().name("type").string("boolean");
        json.name("default").bool(false).endObject().endObject().endArray();
    }

    /// What an answer in part has besides: `null` for records without one, and their problems.
    private void writePartial(String schema) {
        json.beginObject().name("anyOf").beginArray();
        writeReference(schema);
        json.beginObject().name("type").string("null").endObject();
        json.endArray().endObject().endObject();
        json.name("problems").beginObject().name("type").string("array");
        json.name("description")
                .string("Of records without an answer, where `partial` is requested");
        json.name("items").beginObject().name("type").string("object");
        json.name("required").plain(List.of("record", "problem"));
        json.name("properties").beginObject().name("record").beginObject();
        json.name("type").string("integer").name("description").string("Its place, from 0");
        json.endObject().name("problem");
        writeReference("Problem");
        json.endObject().endObject().endObject();
    }

    /// Up to what the records are.
    private void beginOneOrMany(String schema) {
        json.beginObject().name("oneOf").beginArray();
        writeReference(schema);
        json.beginObject().name("type").string("object");
        json.name("required").plain(List.of("records"));
        json.name("properties").beginObject().name("records").beginObject();
        json.name("type").string("array").name("items");
    }

    private void endOneOrMany() {
        json.endObject().name("additionalProperties").bool(false).endObject();
        json.endArray().endObject();
    }

    private void writeReference(String schema) {
        json.beginObject().name("$ref").string("#/components/schemas/" + schema).endObject();
    }

    private void writeRecords(OpenApiModel model) {
        Signature signature = model.signature();
        json.name(model.name() + ".Input");
        beginRecord(
                signature.inputs().stream().filter(Field::isRequired).map(Field::name).toList());
        for (Field field : signature.inputs()) {
            json.name(field.name());
            schemas.writeInput(field, signature.recordShape(field));
        }
        endRecord();
        json.name(model.name() + ".Output");
        beginRecord(
                signature.outputs().stream()
                        .map(field -> answerName(signature, field))
                        .distinct()
                        .toList());
        for (Field field : signature.outputs()) {
            Optional<ObjectListSpec> list = signature.findList(field.name());
            if (list.isEmpty()) {
                json.name(field.name());
                schemas.writeOutput(field, signature.recordShape(field));
            } else if (field.name().equals(list.get().outputName(list.get().keys().getFirst()))) {
                json.name(list.get().name());
                writeObjects(signature, list.get());
            }
        }
        endRecord();
    }

    private static String answerName(Signature signature, Field output) {
        return signature.findList(output.name()).map(ObjectListSpec::name).orElse(output.name());
    }

    private void writeObjects(Signature signature, ObjectListSpec list) {
        json.beginObject();
        if (!list.meaning().isEmpty()) {
            json.name("description").string(list.meaning());
        }
        json.name("type").string("array").name("items");
        beginRecord(list.keys());
        for (String key : list.keys()) {
            Field field = signature.findOutput(list.outputName(key)).orElseThrow();
            json.name(key);
            schemas.writeElement(field, signature.recordShape(field));
        }
        endRecord();
        json.endObject();
    }

    private void beginRecord(List<String> required) {
        json.beginObject().name("type").string("object");
        json.name("required").plain(required);
        json.name("properties").beginObject();
    }

    private void endRecord() {
        json.endObject().name("additionalProperties").bool(false).endObject();
    }
}
