package dev.berth.cli.up;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.tensor.ElementType;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.protocol.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Shell command that calls a served model, made from its signature's examples.
final class CurlLine {
    /// A longer example, such as a base64 image, is replaced by a command that creates it.
    private static final int EXAMPLE_LENGTH_MAX = 120;

    /// Fits a screen; a longer record has to come from a file.
    private static final int RECORD_LENGTH_MAX = 2000;

    private CurlLine() {}

    static String of(ModelPackage served, String address) {
        return of(
                address + "/v1/models/" + served.reference().name() + ":predict",
                served.signature());
    }

    /// The command for an endpoint.
    static String of(EndpointStatus endpoint, String address) {
        return of(
                address + "/v1/endpoints/" + endpoint.name() + ":predict",
                endpoint.signature().orElseThrow());
    }

    private static String of(String url, Signature signature) {
        return "curl -s " + url + " -H 'Content-Type: application/json' -d " + body(signature);
    }

    private static String body(Signature signature) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        String file = null;
        for (Field field : signature.inputs()) {
            Object example = field.example().orElse(null);
            DeclaredShape shape = signature.recordShape(field);
            if (file == null && isFile(field, shape, example)) {
                file = field.name();
            } else if (example != null || field.isRequired()) {
                record.put(field.name(), example == null ? Placeholder.of(field, shape) : example);
            }
        }
        String text = JsonValues.text(record);
        if (text.length() > RECORD_LENGTH_MAX) {
            return "@record.json   # a record of " + inputs(signature);
        }
        String json = quoted(text);
        if (file == null) {
            return json;
        }
        String others = json.substring(0, json.length() - 2) + (record.isEmpty() ? "" : ",");
        return others + "\"" + file + "\":\"'\"$(base64 < FILE | tr -d '\\n')\"'\"}'";
    }

    private static String inputs(Signature signature) {
        return signature.inputs().stream()
                .map(
                        field ->
                                field.name()
                                        + " ("
                                        + field.type()
                                        + " "
                                        + signature.recordShape(field)
                                        + ")")
                .collect(Collectors.joining(", "));
    }

    private static boolean isFile(Field field, DeclaredShape shape, @Nullable Object example) {
        return field.type() == ElementType.BYTES
                && shape.rank() == 0
                && (example == null || example.toString().length() > EXAMPLE_LENGTH_MAX);
    }

    /// In single quotes, within which a shell changes nothing.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
