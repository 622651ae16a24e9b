package dev.berth.server.observe;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.server.logging.Fields;
import dev.berth.serving.Timings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One answered request.
///
/// @param method the HTTP method, or `gRPC`
/// @param path the request's path, or the name of the RPC
/// @param status the HTTP status, or the number of the gRPC status
/// @param bytes bytes of the answer's body
/// @param startEpochNanos when the request arrived, since 1970
/// @param nanos from arrival to the answer
/// @param model the version that was asked, if it exists
/// @param problem why there is no prediction
/// @param timings where the time of the prediction went
/// @param traceparent the caller's trace, as it sent it
/// @param prediction whether a prediction was asked for
public record Call(
        String method,
        String path,
        int status,
        long bytes,
        long startEpochNanos,
        long nanos,
        String requestId,
        @Nullable ModelReference model,
        @Nullable ProblemCode problem,
        @Nullable Timings timings,
        @Nullable String traceparent,
        boolean prediction)
        implements Fields {
    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", method);
        fields.put("path", path);
        fields.put("status", status);
        fields.put("bytes", bytes);
        fields.put("micros", nanos / 1000);
        fields.put("request_id", requestId);
        if (model != null) {
            fields.put("model", model.toString());
        }
        if (problem != null) {
            fields.put("problem", problem.code());
        }
        return fields;
    }

    @Override
    public String toString() {
        return method
                + " "
                + path
                + " "
                + status
                + " "
                + bytes
                + "B "
                + nanos / 1000
                + "us "
                + requestId
                + (model == null ? "" : " " + model)
                + (problem == null ? "" : " " + problem.code());
    }
}
