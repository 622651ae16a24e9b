package dev.berth.scoring.data;

import dev.berth.scoring.row.DataRow;
import java.util.ArrayList;
import java.util.List;

/// Rows that are predicted together: they follow each other in a file, over one or more blocks.
/// Thread-safe for reading.
///
/// @param ranges at least one
public record RowBatch(List<Range> ranges) {
    public RowBatch {
        ranges = List.copyOf(ranges);
    }

    /// Some rows of a block.
    ///
    /// @param from place of the first in the block
    /// @param count at least 1
    public record Range(RowBlock block, int from, int count) {}

    public int size() {
        int size = 0;
        for (Range range : ranges) {
            size += range.count();
        }
        return size;
    }

    /// The rows, in their order.
    public List<DataRow> rows() {
        List<DataRow> rows = new ArrayList<>(size());
        for (Range range : ranges) {
            rows.addAll(range.block().rows().subList(range.from(), range.from() + range.count()));
        }
        return rows;
    }

    /// Bytes of memory that its share of the blocks takes, about.
    public long byteCount() {
        long bytes = 0;
        for (Range range : ranges) {
            bytes += range.block().byteCount() * range.count() / range.block().count();
        }
        return bytes;
    }

    /// The number of the last row in the source.
    public long lastNumber() {
        Range last = ranges.getLast();
        return last.block().number(last.from() + last.count() - 1);
    }
}
