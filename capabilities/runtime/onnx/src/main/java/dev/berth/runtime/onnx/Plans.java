package dev.berth.runtime.onnx;

import java.util.List;

/// The plans of all outputs of an artifact, shared by its executions. Thread-safe.
final class Plans {
    private volatile List<OutputPlan> list;

    Plans(List<OutputPlan> list) {
        this.list = List.copyOf(list);
    }

    List<OutputPlan> list() {
        return list;
    }

    /// Lets the engine choose the sizes of all outputs from now on, since what the model declares
    /// is not what it gives.
    void stopPinning() {
        list = list.stream().map(OutputPlan::unpinned).toList();
    }
}
