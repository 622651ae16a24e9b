package dev.berth.scoring.data;

import dev.berth.tables.TextRowFormat.UnreadableRow;
import java.util.List;

/// Numbers of the rows of a file some of which cannot be read.
final class RowNumbers {
    private final long[] unreadable;
    private final long before;

    /// @param unreadable in the order of their numbers
    /// @param before rows of the files before it
    RowNumbers(List<UnreadableRow> unreadable, long before) {
        this.before = before;
        this.unreadable = unreadable.stream().mapToLong(UnreadableRow::number).toArray();
    }

    /// The number of a readable row.
    ///
    /// @param index which of the readable rows it is, from 1
    long ofReadable(long index) {
        // Before the unreadable row i there are unreadable[i] - 1 - i readable ones.
        int low = 0;
        int high = unreadable.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (unreadable[middle] - 1 - middle < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return before + index + low;
    }
}
