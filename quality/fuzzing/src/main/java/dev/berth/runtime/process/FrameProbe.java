package dev.berth.runtime.process;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// Access to package-private worker frames for the fuzzer.
public final class FrameProbe {
    private static final int MEMORY_BYTES = 4096;
    private static final long OUTPUTS_FROM = 64;

    private static final List<TensorSpec> OUTPUTS =
            List.of(spec("numbers", ElementType.FLOAT32), spec("texts", ElementType.STRING));

    private FrameProbe() {}

    private static TensorSpec spec(String name, ElementType type) {
        return new TensorSpec(
                name, type, DeclaredShape.of(Dimension.dynamic("N"), Dimension.fixed(2)));
    }

    /// Valid frames.
    public static List<byte[]> seeds() {
        var frame = new FrameWriter();
        new ArtifactDescription(OUTPUTS, List.of(), OUTPUTS, Map.of("key", "value"), 2, 100)
                .write(frame.begin(FrameKind.LOADED));
        byte[] described = bytes(frame);
        frame.begin(FrameKind.PROBLEM).putText("inference-failed").putText("a").putText("b");
        byte[] failed = bytes(frame);
        new SharedTensorDescriptor(Shape.of(3, 2), 64, 24).write(frame.begin(FrameKind.DONE));
        new SharedTensorDescriptor(Shape.of(1, 2), 128, 64).write(frame);
        return List.of(described, failed, bytes(frame));
    }

    private static byte[] bytes(FrameWriter frame) {
        ByteBuffer whole = frame.finish().position(Integer.BYTES);
        var bytes = new byte[whole.remaining()];
        whole.get(bytes);
        return bytes;
    }

    /// Reads one frame, or fails with a rejection. The memory it may refer to is filled with its
    /// bytes.
    public static void read(byte[] bytes, TensorPool pool) {
        try {
            var frame = new FrameReader(ByteBuffer.wrap(bytes));
            switch (frame.kind()) {
                case LOADED -> ArtifactDescription.read(frame);
                case PROBLEM -> WorkerProblem.read(frame);
                default ->
                        RunResponseReader.read(frame, OUTPUTS, memory(bytes), OUTPUTS_FROM, pool)
                                .forEach(Tensor::close);
            }
        } catch (FrameProtocolException refused) {
            // As expected.
        } catch (ProblemException refused) {
            if (refused.problem().remedy().isBlank()) {
                throw new AssertionError("no remedy", refused);
            }
        }
    }

    private static MemorySegment memory(byte[] bytes) {
        var memory = new byte[MEMORY_BYTES];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = bytes[i % bytes.length];
        }
        return MemorySegment.ofArray(memory);
    }
}
