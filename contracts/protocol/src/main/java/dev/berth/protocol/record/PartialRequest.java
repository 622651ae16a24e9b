package dev.berth.protocol.record;

import dev.berth.core.Problem;
import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// Records of which each stands for itself; the holder of their tensors until these are handed on.
///
/// @param records in their order
public record PartialRequest(List<Entry> records) implements AutoCloseable {
    public PartialRequest {
        records = List.copyOf(records);
    }

    /// What was read of one record.
    public sealed interface Entry {}

    /// One that fits the signature.
    ///
    /// @param tensors with one row where the signature has a batch dimension
    public record Sound(NamedTensors tensors) implements Entry {}

    /// One that does not.
    public record Faulty(Problem problem) implements Entry {}

    @Override
    public void close() {
        close(records);
    }

    static void close(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Sound(NamedTensors tensors)) {
                tensors.close();
            }
        }
    }
}
