package dev.berth.cli.bench;

import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.RemoteTarget;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonValues;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Repeated HTTP request, encoded once, so that a measurement excludes the encoding of JSON.
public final class HttpCall implements BenchmarkCall {
    private static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private final RemoteTarget server;
    private final String path;
    private final byte[] body;
    private final Map<String, String> headers;

    private HttpCall(RemoteTarget server, String path, byte[] body, Map<String, String> headers) {
        this.server = server;
        this.path = path;
        this.body = body;
        this.headers = headers;
    }

    /// A request to the typed API.
    public static HttpCall typed(
            RemoteTarget server, ModelChoice model, List<Map<String, @Nullable Object>> records) {
        Object json = records.size() == 1 ? records.getFirst() : Map.of("records", records);
        return new HttpCall(
                server,
                RemoteTarget.path("/v1", model) + ":predict",
                JsonValues.text(json).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of("Content-Type", "application/json"));
    }

    /// A request of the Open Inference Protocol.
    public static HttpCall v2(
            RemoteTarget server,
            ModelChoice model,
            Signature signature,
            List<Map<String, @Nullable Object>> records,
            V2Body.Form form) {
        List<NamedTensors> groups = MapRecordCodec.toTensors(signature, records, new TensorPool());
        try {
            var written = V2Body.write(groups.getFirst(), form);
            ByteBuffer bytes = written.bytes();
            var body = new byte[bytes.remaining()];
            bytes.get(body);
            return new HttpCall(
                    server,
                    RemoteTarget.path("/v2", model) + "/infer",
                    body,
                    switch (form) {
                        case JSON -> Map.of("Content-Type", "application/json");
                        case BINARY ->
                                Map.of(
                                        "Content-Type",
                                        "application/octet-stream",
                                        HEADER_LENGTH,
                                        Integer.toString(written.headerLength()));
                    });
        } finally {
            groups.forEach(NamedTensors::close);
        }
    }

    @Override
    public void run() {
        server.exchange(path, body, headers);
    }
}
