package dev.berth.serving.request;

import dev.berth.core.Problem;

/// Handle of a submitted request, for cancellation and timings. Thread-safe.
public interface RequestHandle {

    /// Gives the request up: if it has no answer yet, its reply fails with this problem at once,
    /// and it is not executed unless it already is. Otherwise does nothing.
    void cancel(Problem reason);

    /// How far the request has come. Exact once its reply has been called; of a request that is
    /// given up while an executor has it, the last stage may be missing.
    Timings timings();
}
