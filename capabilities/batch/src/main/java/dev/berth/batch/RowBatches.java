package dev.berth.batch;

import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.data.RowBatch.Range;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows of a source in batches of a size of the caller's. For one thread.
final class RowBatches {
    private final RowCursor rows;
    private @Nullable RowBlock block;
    private int place;

    RowBatches(RowCursor rows) {
        this.rows = rows;
    }

    /// The next rows; fewer at the end, and empty after it.
    Optional<RowBatch> next(int count) {
        List<Range> ranges = new ArrayList<>(2);
        int left = count;
        while (left > 0) {
            RowBlock current = block == null || place == block.count() ? fill() : block;
            if (current == null) {
                break;
            }
            int taken = Math.min(left, current.count() - place);
            ranges.add(new Range(current, place, taken));
            place += taken;
            left -= taken;
        }
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new RowBatch(ranges));
    }

    private @Nullable RowBlock fill() {
        block = rows.next().orElse(null);
        place = 0;
        return block;
    }
}
