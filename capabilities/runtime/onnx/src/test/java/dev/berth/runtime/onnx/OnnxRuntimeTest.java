package dev.berth.runtime.onnx;

import dev.berth.core.tensor.ElementType;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import dev.berth.testkit.runtime.ModelRuntimeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class OnnxRuntimeTest extends ModelRuntimeContract {
    private final OnnxRuntime runtime = new OnnxRuntime();

    @Override
    protected ModelRuntime runtime() {
        return runtime;
    }

    @Override
    protected Path writeDoubling(Path dir) throws IOException {
        var type = OnnxType.tensor(OnnxElementType.FLOAT, "N", 3);
        return OnnxModelFile.of(
                        OnnxGraph.named("doubling")
                                .input("x", type)
                                .output("y", type)
                                .initializer("two", OnnxTensor.floats(List.of(), 2))
                                .node(OnnxNode.of("Mul", List.of("x", "two"), List.of("y"))))
                .writeTo(dir.resolve("doubling.onnx"));
    }

    @Override
    protected Optional<Path> writeOptional(Path dir) throws IOException {
        return Optional.of(Files.write(dir.resolve("optional.onnx"), OnnxModels.optionalInput()));
    }

    @Override
    protected Path writeFailing(Path dir) throws IOException {
        return Files.write(dir.resolve("failing.onnx"), OnnxModels.failing());
    }

    @Override
    protected Path writeEndless(Path dir) throws IOException {
        return Files.write(dir.resolve("endless.onnx"), OnnxModels.slowByRounds());
    }

    @Override
    protected Optional<Path> writeIdentity(Path dir, ElementType type) throws IOException {
        OnnxElementType onnx =
                switch (type) {
                    case BOOL -> OnnxElementType.BOOL;
                    case UINT8 -> OnnxElementType.UINT8;
                    case UINT16 -> OnnxElementType.UINT16;
                    case UINT32 -> OnnxElementType.UINT32;
                    case UINT64 -> OnnxElementType.UINT64;
                    case INT8 -> OnnxElementType.INT8;
                    case INT16 -> OnnxElementType.INT16;
                    case INT32 -> OnnxElementType.INT32;
                    case INT64 -> OnnxElementType.INT64;
                    case FLOAT16 -> OnnxElementType.FLOAT16;
                    case BFLOAT16 -> OnnxElementType.BFLOAT16;
                    case FLOAT32 -> OnnxElementType.FLOAT;
                    case FLOAT64 -> OnnxElementType.DOUBLE;
                    case STRING -> OnnxElementType.STRING;
                    case BYTES -> null;
                };
        if (onnx == null) {
            return Optional.empty();
        }
        return Optional.of(
                Files.write(dir.resolve("identity.onnx"), OnnxModels.identity(onnx, "n", 2)));
    }
}
