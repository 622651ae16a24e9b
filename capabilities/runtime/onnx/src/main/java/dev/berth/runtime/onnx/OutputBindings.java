package dev.berth.runtime.onnx;

import java.util.List;

/// The bindings of all outputs of an artifact, shared by its executions. Thread-safe.
final class OutputBindings {
    private volatile List<OutputBinding> list;

    OutputBindings(List<OutputBinding> list) {
        this.list = List.copyOf(list);
    }

    List<OutputBinding> list() {
        return list;
    }

    /// Lets the engine choose the sizes of all outputs from now on, since what the model declares
    /// is not what it gives.
    void stopPinning() {
        list = list.stream().map(OutputBinding::unpinned).toList();
    }
}
