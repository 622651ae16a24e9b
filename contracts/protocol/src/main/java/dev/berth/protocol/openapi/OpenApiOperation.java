package dev.berth.protocol.openapi;

import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/// One operation of a path in the OpenAPI document: a method, what it takes and what it answers.
/// The variables of the path are declared by the document.
///
/// @param method in lower case, as the document writes it
/// @param id unique in the document, such as `features.read`
/// @param query names of its parameters in the query, all optional texts
/// @param headers names of the headers that it reads, in lower case, all optional
/// @param status of its answer
/// @param request what it takes as a body; empty if nothing
/// @param description of its answer
/// @param answer the schema of its answer; empty if that is not described
/// @param errors how its errors look
public record OpenApiOperation(
        String method,
        String id,
        String tag,
        String summary,
        List<String> query,
        List<String> headers,
        int status,
        Optional<Body> request,
        String description,
        Optional<String> answer,
        Errors errors) {

    /// The body of a request.
    ///
    /// @param schema the name of its schema
    public record Body(String schema, boolean isRequired) {}

    /// Form of error responses.
    public sealed interface Errors {
        /// RFC 9457, with these statuses.
        record Problems(List<String> statuses) implements Errors {
            public Problems {
                statuses = List.copyOf(statuses);
            }
        }

        /// Body schema of all other statuses.
        record Default(String schema) implements Errors {}
    }

    public OpenApiOperation {
        query = List.copyOf(query);
        headers = List.copyOf(headers);
    }

    /// An operation without a body, whose answer is described by its summary.
    public static OpenApiOperation get(String id, String tag, String summary) {
        return of("get", id, tag, summary);
    }

    /// The same by `DELETE`.
    public static OpenApiOperation delete(String id, String tag, String summary) {
        return of("delete", id, tag, summary);
    }

    /// The same by `POST`.
    public static OpenApiOperation post(String id, String tag, String summary) {
        return of("post", id, tag, summary);
    }

    private static OpenApiOperation of(String method, String id, String tag, String summary) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                List.of(),
                List.of(),
                200,
                Optional.empty(),
                summary,
                Optional.empty(),
                new Errors.Problems(List.of()));
    }

    /// With these parameters in the query.
    public OpenApiOperation query(String... names) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                List.of(names),
                headers,
                status,
                request,
                description,
                answer,
                errors);
    }

    /// With these headers.
    ///
    /// @param names in lower case
    public OpenApiOperation headers(String... names) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                query,
                List.of(names),
                status,
                request,
                description,
                answer,
                errors);
    }

    /// With an answer of this status.
    public OpenApiOperation status(int other) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                query,
                headers,
                other,
                request,
                description,
                answer,
                errors);
    }

    /// With a body, which callers must send.
    public OpenApiOperation takes(String schema) {
        return taking(new Body(schema, true));
    }

    /// With a body, which callers may leave out.
    public OpenApiOperation mayTake(String schema) {
        return taking(new Body(schema, false));
    }

    private OpenApiOperation taking(Body body) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                query,
                headers,
                status,
                Optional.of(body),
                description,
                answer,
                errors);
    }

    /// With an answer of this schema.
    public OpenApiOperation answers(String schema, String what) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                query,
                headers,
                status,
                request,
                what,
                Optional.of(schema),
                errors);
    }

    /// With problems of these statuses.
    public OpenApiOperation problems(String... statuses) {
        return failing(new Errors.Problems(List.of(statuses)));
    }

    /// With errors of this schema.
    public OpenApiOperation fails(String schema) {
        return failing(new Errors.Default(schema));
    }

    private OpenApiOperation failing(Errors kind) {
        return new OpenApiOperation(
                method,
                id,
                tag,
                summary,
                query,
                headers,
                status,
                request,
                description,
                answer,
                kind);
    }

    void write(JsonWriter json) {
        json.name(method).beginObject().name("operationId").string(id);
        json.name("tags").plain(List.of(tag)).name("summary").string(summary);
        if (!query.isEmpty() || !headers.isEmpty()) {
            json.name("parameters").beginArray();
            query.forEach(name -> writeParameter(json, name, "query"));
            headers.forEach(name -> writeParameter(json, name, "header"));
            json.endArray();
        }
        request.ifPresent(
                body -> {
                    json.name("requestBody").beginObject();
                    json.name("required").bool(body.isRequired());
                    writeContent(json, body.schema());
                    json.endObject();
                });
        json.name("responses").beginObject();
        json.name(String.valueOf(status)).beginObject().name("description").string(description);
        answer.ifPresent(schema -> writeContent(json, schema));
        json.endObject();
        switch (errors) {
            case Errors.Problems problems ->
                    ProblemSchema.writeReferences(json, problems.statuses());
            case Errors.Default other -> {
                json.name("default").beginObject().name("description").string("An error");
                writeContent(json, other.schema());
                json.endObject();
            }
        }
        json.endObject().endObject();
    }

    /// @param in `path`, where all are required, `query` or `header`
    static void writeParameter(JsonWriter json, String name, String in) {
        json.beginObject().name("name").string(name).name("in").string(in);
        json.name("required").bool(in.equals("path"));
        json.name("schema").beginObject().name("type").string("string").endObject();
        json.endObject();
    }

    private static void writeContent(JsonWriter json, String schema) {
        json.name("content").beginObject().name("application/json").beginObject();
        json.name("schema").beginObject();
        json.name("$ref").string("#/components/schemas/" + schema);
        json.endObject().endObject().endObject();
    }
}
