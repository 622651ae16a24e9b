package dev.berth.protocol.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A named schema of the OpenAPI document.
///
/// @param content of JSON values: a schema of JSON Schema 2020-12
public record OpenApiSchema(String name, Map<String, Object> content) {

    /// One of objects.
    ///
    /// @param required the members that each has
    /// @param properties the members' schemas
    public static OpenApiSchema object(
            String name, List<String> required, Map<String, Object> properties) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("type", "object");
        if (!required.isEmpty()) {
            content.put("required", required);
        }
        content.put("properties", properties);
        return new OpenApiSchema(name, content);
    }

    /// The same of objects that have no other members.
    public OpenApiSchema closed() {
        Map<String, Object> closed = new LinkedHashMap<>(content);
        closed.put("additionalProperties", false);
        return new OpenApiSchema(name, closed);
    }

    /// The schema of a value of this type, such as `string`.
    public static Map<String, Object> type(String type) {
        return Map.of("type", type);
    }

    /// The schema of a list.
    public static Map<String, Object> array(Map<String, Object> items) {
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("type", "array");
        array.put("items", items);
        return array;
    }

    /// The schema that has this name.
    public static Map<String, Object> reference(String schema) {
        return Map.of("$ref", "#/components/schemas/" + schema);
    }

    /// Properties in this order: names and schemas in turn.
    public static Map<String, Object> properties(Object... namesAndSchemas) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            properties.put((String) namesAndSchemas[i], namesAndSchemas[i + 1]);
        }
        return properties;
    }
}
