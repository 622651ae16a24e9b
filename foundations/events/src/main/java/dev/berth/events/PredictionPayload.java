package dev.berth.events;

import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The inputs and outputs of a prediction, as tensors or decoded to records.
///
/// Valid until [PredictionListener#onPrediction] returns; a listener that keeps a tensor for longer
/// takes a [Tensor#share] and closes that. Records are decoded on each call, by the listener's
/// thread.
public final class PredictionPayload {
    /// A slice that keeps more than this beside its own bytes, and more than twice these, is
    /// copied.
    private static final long SPARE_BYTES_MAX = 4096;

    private final Signature signature;
    private final NamedTensors inputs;
    private final @Nullable NamedTensors outputs;
    private final long byteCount;
    private final AtomicInteger holders = new AtomicInteger(1);

    /// @param inputs taken over
    /// @param outputs taken over; null if there are none
    PredictionPayload(Signature signature, NamedTensors inputs, @Nullable NamedTensors outputs) {
        this.signature = signature;
        this.inputs = inputs;
        this.outputs = outputs;
        this.byteCount = heldBytes(inputs) + (outputs == null ? 0 : heldBytes(outputs));
    }

    private static long heldBytes(NamedTensors tensors) {
        long bytes = 0;
        for (int i = 0; i < tensors.count(); i++) {
            bytes += tensors.tensor(i).heldByteCount();
        }
        return bytes;
    }

    /// A second holder of the same content, which keeps little more memory than that.
    static NamedTensors hold(NamedTensors tensors) {
        var held = new NamedTensors();
        for (int i = 0; i < tensors.count(); i++) {
            held.put(tensors.name(i), hold(tensors.tensor(i)));
        }
        return held;
    }

    private static Tensor hold(Tensor tensor) {
        ElementType type = tensor.type();
        long spare = tensor.heldByteCount() - tensor.byteCount();
        if (type.isVariable() || spare <= Math.max(SPARE_BYTES_MAX, tensor.byteCount())) {
            return tensor.share();
        }
        ByteBuffer content = tensor.data().duplicate();
        ByteBuffer copy = ByteBuffer.allocate(content.remaining()).put(content).flip();
        return Tensor.over(type, tensor.shape(), copy);
    }

    /// Of the model or endpoint: what its fields mean.
    public Signature signature() {
        return signature;
    }

    /// The inputs by name, with fallbacks filled in. They stay the event's.
    public NamedTensors inputs() {
        return inputs;
    }

    /// The inputs as [MapRecordCodec] describes values, one for each record.
    public List<Map<String, Object>> inputRecords() {
        // Lists of objects exist in outputs alone, some of which may have the name of an input.
        var plain =
                new Signature(signature.batchDimension(), signature.inputs(), signature.outputs());
        return MapRecordCodec.toRecords(plain, inputs);
    }

    /// The outputs by name; empty if there is a problem. They stay the event's.
    public Optional<NamedTensors> outputs() {
        return Optional.ofNullable(outputs);
    }

    /// The outputs as embedded callers get them, one for each record; none if there is a problem.
    public List<Map<String, Object>> outputRecords() {
        return outputs == null ? List.of() : MapRecordCodec.toRecords(signature, outputs);
    }

    long byteCount() {
        return byteCount;
    }

    void retain() {
        holders.incrementAndGet();
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            inputs.close();
            if (outputs != null) {
                outputs.close();
            }
        }
    }
}
