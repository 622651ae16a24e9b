package dev.berth.protocol.openapi;

import static dev.berth.protocol.openapi.OpenApiSchema.array;
import static dev.berth.protocol.openapi.OpenApiSchema.object;
import static dev.berth.protocol.openapi.OpenApiSchema.properties;
import static dev.berth.protocol.openapi.OpenApiSchema.reference;
import static dev.berth.protocol.openapi.OpenApiSchema.type;

import java.util.List;
import java.util.Map;

/// The schemas of the Open Inference Protocol v2, in general terms: its own documents say the rest.
public final class OipSchemas {
    public static final String INFER_REQUEST = "InferRequest";
    public static final String INFER_RESPONSE = "InferResponse";
    public static final String ERROR = "InferError";
    private static final String TENSOR = "Tensor";

    private OipSchemas() {}

    public static List<OpenApiSchema> all() {
        return List.of(
                object(
                        TENSOR,
                        List.of("name", "shape", "datatype"),
                        properties(
                                "name", type("string"),
                                "shape", array(properties("type", "integer", "minimum", 0)),
                                "datatype", type("string"),
                                "parameters", type("object"),
                                "data", type("array"))),
                tensors(INFER_REQUEST, "inputs"),
                tensors(INFER_RESPONSE, "outputs"),
                object(ERROR, List.of(), Map.of("error", type("string"))));
    }

    private static OpenApiSchema tensors(String name, String member) {
        return object(
                name,
                List.of(member),
                properties(
                        "id",
                        type("string"),
                        "parameters",
                        type("object"),
                        member,
                        array(reference(TENSOR))));
    }
}
