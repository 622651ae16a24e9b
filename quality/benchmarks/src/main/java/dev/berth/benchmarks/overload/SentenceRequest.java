package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.stage.MiniLm;
import java.util.List;

/// Request for a sentence's vector, with tokens as bytes.
final class SentenceRequest {
    private SentenceRequest() {}

    /// @param name of a model, or of an endpoint over one
    static byte[] to(String name) {
        return PlainConnection.post(
                "/v2/models/" + name + "/infer",
                List.of(
                        "Content-Type: application/octet-stream",
                        "Inference-Header-Content-Length: " + MiniLm.binaryHeadLength()),
                MiniLm.binaryBody());
    }
}
