package dev.berth.cli.bench;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Body of an inference request of the Open Inference Protocol.
///
/// @param bytes the JSON, followed by binary data
/// @param headerLength bytes of JSON
public record V2Body(ByteBuffer bytes, int headerLength) {
    private static final int SINK_BYTES = 1024;

    /// Encoding of tensors.
    public enum Form {
        JSON,
        BINARY
    }

    /// Encodes a request with these inputs for all outputs.
    ///
    /// @param inputs owned by the caller
    public static V2Body write(NamedTensors inputs, Form form) {
        var header = new ByteSink(SINK_BYTES);
        var data = new ByteSink(SINK_BYTES);
        var json = new JsonWriter(header).beginObject().name("inputs").beginArray();
        for (int i = 0; i < inputs.count(); i++) {
            Tensor tensor = inputs.tensor(i);
            json.beginObject().name("name").string(inputs.name(i));
            json.name("datatype").string(tensor.type().datatype());
            json.name("shape").beginArray();
            for (int d = 0; d < tensor.shape().rank(); d++) {
                json.number(tensor.shape().size(d));
            }
            json.endArray();
            switch (form) {
                case JSON -> writeElements(json.name("data"), tensor);
                case BINARY -> {
                    int before = data.length();
                    putBinary(data, tensor);
                    json.name("parameters").beginObject().name("binary_data_size");
                    json.number((long) data.length() - before).endObject();
                }
            }
            json.endObject();
        }
        json.endArray();
        if (form == Form.BINARY) {
            json.name("parameters").beginObject();
            json.name("binary_data_output").bool(true).endObject();
        }
        json.endObject();
        int headerLength = header.length();
        header.put(data.toBytes());
        return new V2Body(ByteBuffer.wrap(header.toBytes()), headerLength);
    }

    private static void writeElements(JsonWriter json, Tensor tensor) {
        json.beginArray();
        int count = Math.toIntExact(tensor.shape().elementCount());
        for (int i = 0; i < count; i++) {
            switch (tensor.type()) {
                case BOOL -> json.bool(tensor.number(i) != 0);
                case STRING, BYTES ->
                        json.string(new String(tensor.element(i), StandardCharsets.UTF_8));
                case INT64 -> json.number(tensor.data().getLong(Long.BYTES * i));
                case UINT64 -> json.unsigned(tensor.data().getLong(Long.BYTES * i));
                case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                        json.number((long) tensor.number(i));
                case FLOAT16, BFLOAT16, FLOAT32 -> json.number((float) tensor.number(i));
                case FLOAT64 -> json.number(tensor.number(i));
            }
        }
        json.endArray();
    }

    private static void putBinary(ByteSink sink, Tensor tensor) {
        if (tensor.type() != ElementType.STRING && tensor.type() != ElementType.BYTES) {
            sink.put(tensor.data());
            return;
        }
        int count = Math.toIntExact(tensor.shape().elementCount());
        for (int i = 0; i < count; i++) {
            byte[] element = tensor.element(i);
            sink.putInt(element.length);
            sink.put(element);
        }
    }
}
