package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.oip.InferRequestReader;
import java.util.List;
import java.util.OptionalInt;

/// Fuzz target: the body of a `v2` prediction, in JSON or with binary tensors. The first two bytes
/// give the length of the JSON, or select JSON alone.
final class InferBodies implements Target {
    private static final String JSON =
            """
            {"id":"1","parameters":{"timeout":1000},"inputs":[
            {"data":[[1,2.5e0]],"name":"f","shape":[1,2],"datatype":"FP32"},
            {"name":"h","shape":[1],"datatype":"FP16","parameters":{"binary_data_size":2}},
            {"name":"d","shape":[1,3],"datatype":"FP64","data":[1,-2e-300,1.7976931348623157e308]},
            {"name":"i","shape":[1],"datatype":"INT64","data":[-9223372036854775808]},
            {"name":"u","shape":[1,4],"datatype":"UINT8","parameters":{"binary_data_size":4}},
            {"name":"b","shape":[1],"datatype":"BOOL","data":[true]},
            {"name":"s","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":5}}],
            "outputs":[{"name":"y","parameters":{"binary_data":true}}]}""";

    private static final byte[] BINARY = {0, 60, 1, 2, 3, 4, 1, 0, 0, 0, 'x'};

    private static final String JSON_ALONE =
            """
            {"inputs":[{"name":"f","shape":[1,2],"datatype":"FP32","data":[1,2]},
            {"name":"d","shape":[1,0],"datatype":"FP64","data":[]},
            {"name":"u","shape":[1,4],"datatype":"UINT8","data":[0,1,2,255]},
            {"name":"s","shape":[1],"datatype":"BYTES","data":["\\ud83d\\ude00\\n"]}]}""";

    private final TensorPool pool = new TensorPool();
    private final InferRequestReader reader =
            new InferRequestReader(FuzzSystem.described().signature(), pool);

    @Override
    public List<byte[]> seeds() {
        byte[] json = Bytes.utf8(JSON);
        byte[] prefix = {(byte) (json.length >> 8), (byte) json.length};
        return List.of(
                Bytes.join(prefix, json, BINARY),
                Bytes.join(new byte[] {-1, -1}, Bytes.utf8(JSON_ALONE)));
    }

    @Override
    public void accept(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int declared = Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
        // The server rejects a length beyond the body's.
        int length = bytes.length - 2;
        OptionalInt jsonLength =
                declared <= length ? OptionalInt.of(declared) : OptionalInt.empty();
        try {
            reader.read(bytes, 2, length, jsonLength).close();
        } catch (ProblemException e) {
            Bytes.requireRemedy(e);
        }
        Bytes.requireNothingHeld(pool);
    }
}
