package dev.berth.runtime.process;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Reader of a run's outputs, from the frame that describes them and the shared memory that holds
/// them.
final class RunResponseReader {
    private RunResponseReader() {}

    /// Makes sure of all that the frame says, then copies the tensors.
    ///
    /// @param outputs as they were declared
    /// @param from where in the memory they may begin
    /// @throws FrameProtocolException if the worker may not say this
    /// @throws ProblemException `inference-failed` if an output has not the declared shape
    static List<Tensor> read(
            FrameReader frame,
            List<TensorSpec> outputs,
            MemorySegment memory,
            long from,
            TensorPool pool) {
        List<SharedTensorDescriptor> places = new ArrayList<>(outputs.size());
        for (TensorSpec spec : outputs) {
            places.add(SharedTensorDescriptor.read(frame, spec.type(), from, memory.byteSize()));
        }
        frame.end();
        List<Tensor> tensors = new ArrayList<>(places.size());
        try {
            for (int i = 0; i < places.size(); i++) {
                TensorSpec spec = outputs.get(i);
                requireDeclared(spec, places.get(i).shape());
                tensors.add(places.get(i).copy(spec, memory, pool));
            }
            return tensors;
        } catch (RuntimeException | Error e) {
            tensors.forEach(Tensor::close);
            throw e;
        }
    }

    /// A model may declare one shape and give another; that is no fault of the worker's.
    private static void requireDeclared(TensorSpec spec, Shape shape) {
        if (!spec.shape().accepts(shape)) {
            throw new ProblemException(
                    ProblemCode.INFERENCE_FAILED,
                    "the model gave output '"
                            + spec.name()
                            + "' the shape "
                            + shape
                            + " (expected: "
                            + spec.shape()
                            + ", which it declares)",
                    "export the model with the shapes that it has");
        }
    }
}
