package dev.berth.serving.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.serving.request.Timings;

/// Listener for request and model lifecycle events (metrics, traces, logs). Invoked on serving
/// threads: implementations must be fast, must not block and must not throw.
public interface ServingListener {

    /// A request was answered.
    default void onRequestCompleted(ModelReference model, String requestId, Timings timings) {}

    /// A request was refused, expired, was cancelled or failed.
    default void onRequestFailed(ModelReference model, String requestId, Problem problem) {}

    /// The engine ran once.
    ///
    /// @param rows rows in the execution
    /// @param nanos how long it took
    default void onBatchExecuted(ModelReference model, int rows, long nanos) {}

    /// A version changed its state.
    default void onModelStateChanged(ModelStatus status) {}
}
