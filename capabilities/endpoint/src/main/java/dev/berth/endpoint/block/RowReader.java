package dev.berth.endpoint.block;

import dev.berth.core.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/// The values of one row as those of a record by itself.
final class RowReader implements AutoCloseable {
    private final BlockValues values;
    private final int row;
    private final Map<Integer, Tensor> read = new HashMap<>();

    RowReader(BlockValues values, int row) {
        this.values = values;
        this.row = row;
    }

    /// The value of a slot, which stays this object's.
    Tensor at(int slot) {
        return read.computeIfAbsent(slot, each -> values.at(each).slice(row, 1));
    }

    /// What an expression reads.
    Tensor read(String reference) {
        return at(values.slot(reference));
    }

    @Override
    public void close() {
        read.values().forEach(Tensor::close);
    }
}
