package dev.berth.protocol.oip;

import dev.berth.core.tensor.Tensor;
import dev.berth.protocol.json.ByteSink;

/// Writes tensors in the binary form that [BinaryTensorReader] reads.
public final class BinaryTensorWriter {
    private static final int LENGTH_BYTES = 4;

    private BinaryTensorWriter() {}

    /// How many bytes [#write] appends.
    public static long byteCount(Tensor tensor) {
        long lengths =
                tensor.type().isVariable() ? LENGTH_BYTES * tensor.shape().elementCount() : 0;
        return tensor.byteCount() + lengths;
    }

    public static void write(Tensor tensor, ByteSink sink) {
        if (!tensor.type().isVariable()) {
            sink.put(tensor.data());
            return;
        }
        for (int i = 0; i < tensor.shape().elementCount(); i++) {
            byte[] element = tensor.element(i);
            sink.putInt(element.length);
            sink.put(element);
        }
    }
}
