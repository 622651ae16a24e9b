package dev.berth.server.telemetry;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.server.logging.Fields;
import dev.berth.serving.request.Timings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One answered request.
///
/// @param model the version that was called, if it exists
/// @param status the HTTP status, or the number of the gRPC status
/// @param bytes bytes of the answer's body
/// @param nanos from arrival to the answer
/// @param problem why there is no prediction
/// @param failedNanos when that was known, on the scale of [System#nanoTime()]; without a problem
///   of no meaning
/// @param timings how far serving came with it, and when; absent if it never got there
public record CompletedRequest(
        RequestInfo info,
        @Nullable ModelReference model,
        int status,
        long bytes,
        long nanos,
        @Nullable ProblemCode problem,
        long failedNanos,
        @Nullable Timings timings)
        implements Fields {
    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", info.method());
        fields.put("path", info.path());
        fields.put("status", status);
        fields.put("bytes", bytes);
        fields.put("micros", nanos / 1000);
        fields.put("request_id", info.requestId());
        if (!info.consumer().isEmpty()) {
            fields.put("consumer", info.consumer());
        }
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
        return info.method()
                + " "
                + info.path()
                + " "
                + status
                + " "
                + bytes
                + "B "
                + nanos / 1000
                + "us "
                + info.requestId()
                + (info.consumer().isEmpty() ? "" : " " + info.consumer())
                + (model == null ? "" : " " + model)
                + (problem == null ? "" : " " + problem.code());
    }
}
