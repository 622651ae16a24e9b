package dev.berth.protocol.openapi;

import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.regex.Pattern;

/// A path of the OpenAPI document with its operations.
///
/// @param template the path with its variables in braces
public record OpenApiPath(String template, List<OpenApiOperation> operations) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    public OpenApiPath {
        operations = List.copyOf(operations);
    }

    void write(JsonWriter json) {
        json.name(template).beginObject();
        List<String> variables =
                VARIABLE.matcher(template).results().map(found -> found.group(1)).toList();
        if (!variables.isEmpty()) {
            json.name("parameters").beginArray();
            variables.forEach(name -> OpenApiOperation.writeParameter(json, name, "path"));
            json.endArray();
        }
        operations.forEach(operation -> operation.write(json));
        json.endObject();
    }
}
