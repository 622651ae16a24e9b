package dev.berth.cli.target;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reader of a model's input fields in a server's OpenAPI document.
final class OpenApiFields {
    /// Longer chains of references are circular.
    private static final int REFERENCES_MAX = 8;

    private OpenApiFields() {}

    /// The JSON Schema of each input by name; empty if the document has none.
    static Map<String, @Nullable Object> inputs(@Nullable Object document, ModelChoice model) {
        // All versions share a path; they are described as the latest.
        Map<String, @Nullable Object> ofModel =
                inputsAt(document, "/v1/models/" + model.name() + ":predict");
        return ofModel.isEmpty()
                ? inputsAt(document, "/v1/endpoints/" + model.name() + ":predict")
                : ofModel;
    }

    private static Map<String, @Nullable Object> inputsAt(@Nullable Object document, String path) {
        Object schema =
                at(
                        document,
                        "paths",
                        path,
                        "post",
                        "requestBody",
                        "content",
                        "application/json",
                        "schema");
        return find(document, schema, REFERENCES_MAX);
    }

    private static Map<String, @Nullable Object> find(
            @Nullable Object document, @Nullable Object schema, int referencesLeft) {
        if (!(schema instanceof Map<?, ?> map) || referencesLeft == 0) {
            return Map.of();
        }
        if (map.get("$ref") instanceof String reference && reference.startsWith("#/")) {
            String[] path = reference.substring(2).split("/", -1);
            return find(document, at(document, path), referencesLeft - 1);
        }
        if (map.get("properties") instanceof Map<?, ?> properties
                && !properties.containsKey("records")) {
            return JsonResponseReader.object(properties);
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (map.get(choice) instanceof List<?> alternatives) {
                for (Object alternative : alternatives) {
                    Map<String, @Nullable Object> found =
                            find(document, alternative, referencesLeft - 1);
                    if (!found.isEmpty()) {
                        return found;
                    }
                }
            }
        }
        return Map.of();
    }

    private static @Nullable Object at(@Nullable Object document, String... path) {
        Object here = document;
        for (String member : path) {
            String name = member.replace("~1", "/").replace("~0", "~");
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }
}
