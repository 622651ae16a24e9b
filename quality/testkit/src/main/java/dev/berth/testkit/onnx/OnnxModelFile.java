package dev.berth.testkit.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Builder of an ONNX model file: a graph, operator sets and metadata. Not thread-safe.
///
/// Field numbers are those of `ModelProto`.
public final class OnnxModelFile {
    /// IR version 8 allows every construct written here and is read by every runtime since 2021.
    private static final int IR_VERSION = 8;

    /// Operator set 17 belongs to IR version 8.
    private static final int DEFAULT_OPSET = 17;

    private final ProtoBytes proto = new ProtoBytes();

    private OnnxModelFile(OnnxGraph graph, int opset) {
        proto.integer(1, IR_VERSION).text(2, "berth-testkit").bytes(7, graph.toProto());
        opset("", opset);
    }

    /// Creates a model with the default operator set 17.
    public static OnnxModelFile of(OnnxGraph graph) {
        return of(graph, DEFAULT_OPSET);
    }

    /// Creates a model with this version of the default operator set.
    public static OnnxModelFile of(OnnxGraph graph, int opset) {
        return new OnnxModelFile(graph, opset);
    }

    /// Imports an operator set besides the default one, for example `ai.onnx.ml`.
    public OnnxModelFile opset(String domain, int version) {
        proto.message(8, new ProtoBytes().text(1, domain).integer(2, version));
        return this;
    }

    public OnnxModelFile metadata(String key, String value) {
        proto.message(14, OnnxTensor.entry(key, value));
        return this;
    }

    public byte[] toByteArray() {
        return proto.toByteArray();
    }

    /// Writes the model to `file` and returns it.
    public Path writeTo(Path file) throws IOException {
        return Files.write(file, toByteArray());
    }
}
