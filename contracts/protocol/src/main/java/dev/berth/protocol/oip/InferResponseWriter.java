package dev.berth.protocol.oip;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Tensor;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.OptionalInt;

/// Writes answers to inference requests: JSON, and behind it the outputs that were wanted as bytes.
///
/// NaN and the infinities appear in JSON as the bare tokens NaN, Infinity and -Infinity, which is
/// not JSON but what Python's `json` and the protocol's reference server read and write; clients
/// with a strict parser request binary outputs. Elements of a `bytes` output are base64 in JSON,
/// those of a `string` output text.
public final class InferResponseWriter {
    private InferResponseWriter() {}

    /// Appends the answer.
    ///
    /// @return the length of the JSON, to be sent as `Inference-Header-Content-Length` with
    ///   `application/octet-stream`; empty if all is JSON
    public static OptionalInt write(InferResponse answer, ByteSink sink) {
        int start = sink.length();
        var json = new JsonWriter(sink);
        List<RequestedOutput> wanted = answer.wanted();
        json.beginObject().name("model_name").string(answer.model().name().value());
        json.name("model_version").string(answer.model().version().value());
        answer.id().ifPresent(id -> json.name("id").string(id));
        if (!answer.parameters().isEmpty()) {
            json.name("parameters").plain(answer.parameters());
        }
        json.name("outputs").beginArray();
        for (RequestedOutput output : wanted) {
            writeOutput(answer, output, json);
        }
        json.endArray().endObject();
        int jsonEnd = sink.length();
        for (RequestedOutput output : wanted) {
            if (isBinary(answer, output)) {
                BinaryTensorWriter.write(tensor(answer, output), sink);
            }
        }
        return sink.length() == jsonEnd ? OptionalInt.empty() : OptionalInt.of(jsonEnd - start);
    }

    private static boolean isBinary(InferResponse answer, RequestedOutput output) {
        return output.binary().orElse(answer.binaryOutputByDefault());
    }

    /// The tensor to write, which no caller needs to close: it is the answer's own or on the heap.
    private static Tensor tensor(InferResponse answer, RequestedOutput output) {
        Tensor values = answer.outputs().require(output.name());
        return output.classes().isPresent()
                ? Classification.of(
                        answer.signature(), output.name(), values, output.classes().getAsInt())
                : values;
    }

    private static void writeOutput(InferResponse answer, RequestedOutput output, JsonWriter json) {
        Tensor tensor = tensor(answer, output);
        json.beginObject().name("name").string(output.name());
        json.name("datatype").string(tensor.type().datatype());
        json.name("shape").beginArray();
        for (int i = 0; i < tensor.shape().rank(); i++) {
            json.number(tensor.shape().size(i));
        }
        json.endArray();
        if (isBinary(answer, output)) {
            json.name("parameters").beginObject();
            json.name("binary_data_size").number(BinaryTensorWriter.byteCount(tensor));
            json.endObject();
        } else {
            json.name("data").beginArray();
            writeElements(tensor, json);
            json.endArray();
        }
        json.endObject();
    }

    private static void writeElements(Tensor tensor, JsonWriter json) {
        int count = (int) tensor.shape().elementCount();
        ElementType type = tensor.type();
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL -> json.bool(tensor.data().get(i) != 0);
                case FLOAT32 -> json.number(tensor.data().getFloat(4 * i));
                case FLOAT16, BFLOAT16 -> json.number((float) tensor.number(i));
                case FLOAT64 -> json.number(tensor.number(i));
                case INT64 -> json.number(tensor.data().getLong(8 * i));
                case UINT64 -> json.unsigned(tensor.data().getLong(8 * i));
                case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                        json.number((long) tensor.number(i));
                case STRING -> json.utf8(tensor.element(i));
                case BYTES -> json.base64(tensor.element(i));
            }
        }
    }
}
