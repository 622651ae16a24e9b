package dev.berth.runtime;

import dev.berth.core.Problem;
import dev.berth.core.signature.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An artifact in an engine's memory. Thread-safe.
public interface LoadedArtifact extends AutoCloseable {

    /// What the artifact takes, in the order in which [ExecutionContext#run] takes it.
    ///
    /// An engine that knows values other than tensors presents them as tensors: a sequence of maps
    /// as a matrix with one column per key, in ascending order of the keys.
    List<TensorSpec> inputs();

    /// What the artifact takes besides [#inputs()] and has a value of its own for, such as an ONNX
    /// graph input with an initializer. An execution takes only those that it was opened with.
    default List<TensorSpec> optionalInputs() {
        return List.of();
    }

    /// What an execution takes that is opened with these optional inputs: [#inputs()], then they.
    ///
    /// @param optional some of [#optionalInputs()], each once
    /// @throws IllegalArgumentException if one of them is none of [#optionalInputs()]
    default List<TensorSpec> inputsWith(List<TensorSpec> optional) {
        if (!optionalInputs().containsAll(optional)) {
            throw new IllegalArgumentException(
                    "optional inputs "
                            + optional
                            + " (expected: some of "
                            + optionalInputs()
                            + ")");
        }
        return Stream.concat(inputs().stream(), optional.stream()).toList();
    }

    /// What the artifact gives, in the order in which [ExecutionContext#run] gives it.
    List<TensorSpec> outputs();

    /// How many executions shall run at the same time: the package's setting, or the engine's
    /// measured default.
    int executors();

    /// Whether a run of one row takes microseconds: less than handing it to another thread costs.
    /// Executions may then be more than [#executors()], one for each thread that has requests.
    default boolean isInlineable() {
        return false;
    }

    /// Opens an execution for one thread. All must be closed before this is.
    ///
    /// @throws IllegalStateException after [#close()]
    ExecutionContext openExecution();

    /// Opens an execution for one thread that takes these optional inputs too: its
    /// [ExecutionContext#run] wants one tensor per entry of [#inputsWith(List)], in that order. The
    /// optional inputs that are not named keep the artifact's own values.
    ///
    /// @param optional some of [#optionalInputs()], each once
    /// @throws IllegalArgumentException if one of them is none of [#optionalInputs()]
    /// @throws IllegalStateException after [#close()]
    default ExecutionContext openExecution(List<TensorSpec> optional) {
        if (!optional.isEmpty()) {
            throw new IllegalArgumentException(
                    "optional inputs " + optional + " (expected: none, as it has none)");
        }
        return openExecution();
    }

    /// What the author of the artifact wrote into it, by key; empty if the format has no place for
    /// it. For an output whose columns stand for keys, `<output>.keys` is a JSON array of them.
    Map<String, String> metadata();

    /// Native memory that the artifact holds now, as well as the engine reports it; at least the
    /// size of its weights. Takes microseconds, and may wait for the close.
    MemoryUse memory();

    /// Why a run would be refused at this moment, without a try; empty if it would not. Takes
    /// nanoseconds.
    default Optional<Problem> findRefusal() {
        return Optional.empty();
    }

    /// How the worker is whose process executes the artifact; empty if this process does.
    default Optional<WorkerStatus> worker() {
        return Optional.empty();
    }

    /// Gives all memory back to the operating system; calling it again does nothing.
    ///
    /// @throws IllegalStateException if an execution is still open
    @Override
    void close();
}
