package dev.berth.runtime;

import dev.berth.core.ProblemException;
import dev.berth.core.tensor.Tensor;
import java.util.List;

/// Execution state of a loaded artifact, with whatever an engine keeps per thread. Used by one
/// thread at a time, but for [#terminate].
public interface ExecutionContext extends AutoCloseable {

    /// Runs the artifact once. Blocks until the answer is there.
    ///
    /// @param inputs one tensor per entry of [LoadedArtifact#inputs()] and of the optional inputs
    ///   that this was opened with, in that order, of its element type and a shape that it accepts;
    ///   still owned by the caller, and not changed
    /// @return one tensor per entry of [LoadedArtifact#outputs()], in that order, owned by the
    ///   caller
    /// @throws ProblemException `inference-failed` if the engine fails; nothing leaks then and the
    ///   execution stays usable. `shape-mismatch` if sizes do not go together in a way that only
    ///   the run shows; `cancelled` if it was terminated
    /// @throws IllegalStateException after [#close()]
    List<Tensor> run(List<Tensor> inputs);

    /// Ends the run in progress as soon as the engine can, which is after the current operator. It
    /// throws then, unless it was at its end; the execution stays usable. Returns without waiting
    /// for that.
    ///
    /// Called by any thread, at any time. Does nothing if no run is in flight, or if the engine
    /// cannot end one.
    default void terminate() {}

    /// Releases the memory of this context; calling it again does nothing.
    @Override
    void close();
}
