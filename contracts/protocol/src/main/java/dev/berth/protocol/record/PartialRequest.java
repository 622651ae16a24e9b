package dev.berth.protocol.record;

import dev.berth.core.Problem;
import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// Independent records of one request; owner of their tensors until these are handed on.
///
/// @param records in their order
public record PartialRequest(List<Entry> records) implements AutoCloseable {
    public PartialRequest {
        records = List.copyOf(records);
    }

    /// Result of parsing one record.
    public sealed interface Entry {}

    /// A record that fits the signature.
    ///
    /// @param tensors with one row where the signature has a batch dimension
    public record Valid(NamedTensors tensors) implements Entry {}

    /// A record that does not.
    public record Invalid(Problem problem) implements Entry {}

    @Override
    public void close() {
        close(records);
    }

    static void close(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Valid(NamedTensors tensors)) {
                tensors.close();
            }
        }
    }
}
