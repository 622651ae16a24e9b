package dev.berth.batch;

import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows of a source in batches of a size of the caller's. For one thread.
final class RowBatches {
    private final RowCursor rows;
    private List<DataRow> block = List.of();
    private int place;

    RowBatches(RowCursor rows) {
        this.rows = rows;
    }

    /// Passes rows over.
    ///
    /// @return the number of the last in the source; 0 if none was passed over
    long skip(long count) {
        long number = 0;
        for (long left = count; left > 0 && fill(); ) {
            int skipped = (int) Math.min(left, block.size() - place);
            place += skipped;
            left -= skipped;
            number = block.get(place - 1).number();
        }
        return number;
    }

    /// The next rows; fewer at the end.
    List<DataRow> next(int count) {
        List<DataRow> batch = new ArrayList<>(count);
        while (batch.size() < count && fill()) {
            int taken = Math.min(count - batch.size(), block.size() - place);
            batch.addAll(block.subList(place, place + taken));
            place += taken;
        }
        return batch;
    }

    private boolean fill() {
        if (place < block.size()) {
            return true;
        }
        Optional<RowBlock> next = rows.next();
        block = next.map(RowBlock::rows).orElse(List.of());
        place = 0;
        return next.isPresent();
    }
}
