package dev.berth.endpoint.block;

import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// Outputs of a call for some rows of a block.
///
/// @param rows at least one
/// @param outputs with a row for each of them, or with as many for each as a list has elements; the
///   holder closes them
record RowOutputs(RowSet rows, NamedTensors outputs) implements AutoCloseable {
    static void closeAll(List<RowOutputs> parts) {
        parts.forEach(RowOutputs::close);
    }

    @Override
    public void close() {
        outputs.close();
    }
}
