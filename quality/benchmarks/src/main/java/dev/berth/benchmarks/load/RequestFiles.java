package dev.berth.benchmarks.load;

import com.google.protobuf.ByteString;
import dev.berth.benchmarks.stage.MiniLm;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.proto.ModelInferRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writer of request files for the load generators.
final class RequestFiles {
    static final String JSON = "Content-Type: application/json";
    private static final String BYTES = "Content-Type: application/octet-stream";
    private static final String JSON_LENGTH = "Inference-Header-Content-Length: ";

    private final Path directory;

    RequestFiles(Path directory) {
        this.directory = directory;
    }

    /// The script for 208 bytes of JSON.
    Path json() throws IOException {
        Path body = Files.writeString(directory.resolve("infer.json"), TinyMlp.BODY);
        return script("json.lua", body, List.of(JSON));
    }

    /// The script for 16 floats behind a little JSON.
    Path binary() throws IOException {
        Path body = directory.resolve("infer.bin");
        Files.write(body, TinyMlp.binaryBody(TinyMlp.INPUTS));
        return script(
                "binary.lua",
                body,
                List.of(BYTES, JSON_LENGTH + TinyMlp.binaryHeadLength(TinyMlp.INPUTS)));
    }

    /// The script for a typed record.
    Path record() throws IOException {
        String numbers = TinyMlp.BODY.replaceAll("(?s).*\"data\":(\\[[^]]*]).*", "$1");
        Path body = Files.writeString(directory.resolve("record.json"), "{\"x\":" + numbers + "}");
        return script("record.lua", body, List.of(JSON));
    }

    /// The script for 32 tokens in JSON.
    Path miniLmJson() throws IOException {
        Path body = Files.write(directory.resolve("minilm.json"), MiniLm.jsonBody());
        return script("minilm-json.lua", body, List.of(JSON));
    }

    /// The script for 32 tokens as bytes.
    Path miniLmBinary() throws IOException {
        Path body = Files.write(directory.resolve("minilm.bin"), MiniLm.binaryBody());
        return script(
                "minilm-binary.lua", body, List.of(BYTES, JSON_LENGTH + MiniLm.binaryHeadLength()));
    }

    private Path script(String name, Path body, List<String> headers) throws IOException {
        return Files.writeString(directory.resolve(name), Wrk.script(body, headers));
    }

    /// A gRPC message: a byte for uncompressed, the length in four bytes, and the request with 16
    /// floats as raw contents.
    ///
    /// @param model its name
    Path grpc(String model) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(4 * TinyMlp.INPUTS).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : TinyMlp.numbers(TinyMlp.INPUTS)) {
            raw.putFloat(number);
        }
        byte[] message =
                ModelInferRequest.newBuilder()
                        .setModelName(model)
                        .addInputs(
                                ModelInferRequest.InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(1)
                                        .addShape(TinyMlp.INPUTS))
                        .addRawInputContents(ByteString.copyFrom(raw.flip()))
                        .build()
                        .toByteArray();
        ByteBuffer framed = ByteBuffer.allocate(5 + message.length);
        framed.put((byte) 0).putInt(message.length).put(message);
        return Files.write(directory.resolve("infer-" + model + ".grpc"), framed.array());
    }
}
