package dev.berth.encoding;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import java.util.List;
import java.util.function.BooleanSupplier;

/// One transformation of named tensors. Made once at load, then used by many threads at the same
/// time.
public interface Step extends AutoCloseable {

    /// The tensors that [#apply] puts, so that the wiring of a pipeline is checked before anything
    /// runs.
    List<TensorSpec> outputs();

    /// Reads its inputs from `tensors` and puts its outputs there. The inputs stay, since later
    /// steps may read them.
    ///
    /// @throws ProblemException `pipeline-step-failed` or `value-invalid` if a value cannot be
    ///   transformed; says which row and why
    void apply(NamedTensors tensors);

    /// The same for as long as the outcome is wanted, for steps that take long over many records.
    ///
    /// @param wanted checked between records
    /// @return false if the step was left before it put its outputs
    /// @throws ProblemException as above
    default boolean apply(NamedTensors tensors, BooleanSupplier wanted) {
        apply(tensors);
        return true;
    }

    /// What it holds in memory outside of this process, in bytes.
    default long memoryBytes() {
        return 0;
    }

    @Override
    default void close() {}
}
