package dev.berth.protocol.record;

import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// Records as tensors; the holder of them until they are handed on.
///
/// @param form how the caller wrote them
/// @param groups tensors that fit the signature, in the order of the records: one element if the
///   records could be joined to a batch, one for each record if not, none if there were no records
public record RecordRequest(PredictBodyFormat form, List<NamedTensors> groups)
        implements AutoCloseable {
    public RecordRequest {
        groups = List.copyOf(groups);
    }

    @Override
    public void close() {
        groups.forEach(NamedTensors::close);
    }
}
