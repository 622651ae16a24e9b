package dev.berth.encoding;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Tensor;
import java.util.List;

/// A function of a step that native code computes. Thread-safe, but for [#close].
public interface NativeFunction extends AutoCloseable {

    List<TensorSpec> inputs();

    List<TensorSpec> outputs();

    /// The outputs for these inputs. Blocks.
    ///
    /// @param inputs one tensor per entry of [#inputs()], still owned by the caller
    /// @return one tensor per entry of [#outputs()], owned by the caller
    /// @throws ProblemException `worker-terminated` or `model-not-ready` if it has a process of its
    ///   own, and that ends or has ended
    List<Tensor> compute(List<Tensor> inputs);

    /// What it holds in memory outside of this process, in bytes.
    default long memoryBytes() {
        return 0;
    }

    @Override
    void close();
}
