package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.protocol.oip.BinaryTensorWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Codec of tensors over the HTTP form of the Open Inference Protocol, with binary data after the
/// JSON.
///
/// Outputs in JSON are decoded as well; servers without the binary extension reject the request.
public final class OipHttpCodec implements ProtocolCodec<NamedTensors> {
    private static final String JSON_LENGTH = "inference-header-content-length";

    /// Size of the JSON with a few inputs.
    private static final int JSON_BYTES = 512;

    private final WireRequest request;
    private final TensorPool pool;

    /// Encodes a call with these inputs.
    ///
    /// @param inputs read here and owned by the caller
    /// @param pool allocates the outputs
    public OipHttpCodec(ModelPath path, NamedTensors inputs, TensorPool pool) {
        var body = new ByteSink(JSON_BYTES);
        writeJson(inputs, new JsonWriter(body));
        int jsonLength = body.length();
        for (int i = 0; i < inputs.count(); i++) {
            BinaryTensorWriter.write(inputs.tensor(i), body);
        }
        this.request =
                WireRequest.post(
                        path.tensors(),
                        Map.of(
                                "content-type",
                                "application/octet-stream",
                                JSON_LENGTH,
                                Integer.toString(jsonLength)),
                        body.toBytes());
        this.pool = pool;
    }

    private static void writeJson(NamedTensors inputs, JsonWriter json) {
        json.beginObject().name("inputs").beginArray();
        for (int i = 0; i < inputs.count(); i++) {
            Tensor tensor = inputs.tensor(i);
            json.beginObject().name("name").string(inputs.name(i));
            json.name("datatype").string(tensor.type().datatype());
            json.name("shape").beginArray();
            for (long size : tensor.shape().toArray()) {
                json.number(size);
            }
            json.endArray().name("parameters").beginObject();
            json.name("binary_data_size").number(BinaryTensorWriter.byteCount(tensor));
            json.endObject().endObject();
        }
        json.endArray().name("parameters").beginObject();
        json.name("binary_data_output").bool(true).endObject().endObject();
    }

    @Override
    public WireRequest request() {
        return request;
    }

    @Override
    public Map<String, String> timeout(long remainingNanos) {
        return Timeouts.http(remainingNanos);
    }

    @Override
    public AttemptResult<NamedTensors> read(WireResponse answer, Address server) {
        if (answer.status() != 200) {
            return new AttemptResult.Failed<>(ServerProblems.ofHttp(answer, server));
        }
        byte[] body = answer.body().getBytes();
        int jsonLength = jsonLength(answer, body.length);
        Object json = JsonValues.read(Arrays.copyOf(body, jsonLength));
        if (!(json instanceof Map<?, ?> object)
                || !(object.get("outputs") instanceof List<?> outputs)) {
            throw malformed("no list 'outputs'");
        }
        var version =
                TypedJsonCodec.version(answer)
                        .or(
                                () ->
                                        Optional.ofNullable(object.get("model_version"))
                                                .map(Object::toString));
        ByteBuffer data = ByteBuffer.wrap(body, jsonLength, body.length - jsonLength);
        return new AttemptResult.Answered<>(
                tensors(outputs, data), TypedJsonCodec.annotations(answer), version);
    }

    private static int jsonLength(WireResponse answer, int bodyLength) {
        Optional<String> header = answer.header(JSON_LENGTH);
        try {
            int length = header.isPresent() ? Integer.parseInt(header.get().strip()) : bodyLength;
            if (length >= 0 && length <= bodyLength) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Rejected below, like one that is too large.
        }
        throw malformed(JSON_LENGTH + " " + header.orElse("") + " for " + bodyLength + " bytes");
    }

    private NamedTensors tensors(List<?> outputs, ByteBuffer data) {
        var tensors = new NamedTensors();
        try {
            for (Object element : outputs) {
                if (!(element instanceof Map<?, ?> output)
                        || !(output.get("name") instanceof String name)) {
                    throw malformed("an output without a name");
                }
                OutputTensor tensor = OutputTensor.of(name, output);
                tensors.put(name, tensor.read(binarySize(output), output.get("data"), data, pool));
            }
            return tensors;
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    private static @Nullable Object binarySize(Map<?, ?> output) {
        return output.get("parameters") instanceof Map<?, ?> parameters
                ? parameters.get("binary_data_size")
                : null;
    }

    static ProblemException malformed(String what) {
        return new ProblemException(ProblemCode.REQUEST_MALFORMED, what, "");
    }
}
