package dev.berth.serving.execution;

import java.util.List;

/// The state tensors of a session between two requests, as their bytes in the order in which the
/// package declares them. Never changes; on the heap, so that a session needs no closing.
final class StateSnapshot {
    private final List<byte[]> tensors;
    private final long byteCount;

    /// @param tensors are kept, and not written to any more
    StateSnapshot(List<byte[]> tensors) {
        this.tensors = List.copyOf(tensors);
        this.byteCount = tensors.stream().mapToLong(tensor -> tensor.length).sum();
    }

    byte[] tensor(int index) {
        return tensors.get(index);
    }

    long byteCount() {
        return byteCount;
    }
}
