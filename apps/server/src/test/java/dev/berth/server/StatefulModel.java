package dev.berth.server;

import com.google.protobuf.ByteString;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// The recurrent model `gru` in the system of a server, and requests to it.
final class StatefulModel {
    private StatefulModel() {}

    /// Writes the package.
    ///
    /// @param session further entries of `session`, each with a comma before it
    static void write(Path directory, String session) {
        new SystemBuilder(directory)
                .with(
                        "gru",
                        PackageBuilder.onnx(OnnxModels.recurrent(7))
                                .batch("N")
                                .input("x", "float32", "[N, 4]")
                                .output("y", "float32", "[N, 3]")
                                .with(
                                        "session: {state: [{input: state, output: next}], constants: {rate: 16000}"
                                                + session
                                                + "}"));
    }

    /// @param parameters as JSON, without braces
    static String body(String parameters, double x) {
        return "{\"parameters\":{%s},\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[%s,0,1,0]}]}"
                .formatted(parameters, x);
    }

    static String first(String id) {
        return "\"sequence_id\":\"" + id + "\",\"sequence_start\":true";
    }

    static String further(String id) {
        return "\"sequence_id\":\"" + id + "\"";
    }

    static ModelInferRequest message(String id, boolean starts, float x) {
        ByteBuffer raw = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        raw.putFloat(x).putFloat(0).putFloat(1).putFloat(0);
        return ModelInferRequest.newBuilder()
                .setModelName("gru")
                .putParameters(
                        "sequence_id", InferParameter.newBuilder().setStringParam(id).build())
                .putParameters(
                        "sequence_start", InferParameter.newBuilder().setBoolParam(starts).build())
                .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(1)
                                .addShape(4))
                .addRawInputContents(ByteString.copyFrom(raw.array()))
                .build();
    }
}
