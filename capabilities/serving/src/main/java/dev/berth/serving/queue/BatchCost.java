package dev.berth.serving.queue;

/// A rough estimate of what a row costs by the size of its batch: so much for the batch and so much
/// for each row, through the mean of the smallest and of the largest batches that were executed.
/// Not thread-safe; its [AdaptiveBatchSizer] guards it.
///
/// Batches at ordinary load are too noisy for small gains ([AdaptiveBatchSizer]), but they show if
/// large ones are several times cheaper per row, as of a model on a device. Then an overload need
/// not begin with single rows to find that out.
final class BatchCost {
    /// Batches of a size that count at most: later ones replace them evenly.
    private static final int KEPT = 16;

    /// Batches of a size before its mean says anything.
    static final int BATCHES_MIN = 3;

    private final double[] rows;
    private final double[] nanos;
    private final int[] batches;
    private double nanosOfBatch;
    private double nanosOfRow;

    /// @param sizes how many sizes are distinguished
    BatchCost(int sizes) {
        this.rows = new double[sizes];
        this.nanos = new double[sizes];
        this.batches = new int[sizes];
    }

    /// A batch took so long.
    ///
    /// @param size the place of its size among those that are distinguished
    void add(int size, int batchRows, long batchNanos) {
        batches[size] = Math.min(KEPT, batches[size] + 1);
        rows[size] += (batchRows - rows[size]) / batches[size];
        nanos[size] += (batchNanos - nanos[size]) / batches[size];
    }

    /// Draws the line.
    ///
    /// @return false if fewer than two sizes were executed often enough
    boolean isKnown() {
        int least = smallest();
        int most = largest();
        if (most <= least) {
            return false;
        }
        double slope = (nanos[most] - nanos[least]) / (rows[most] - rows[least]);
        // Larger batches cost no more for a row, however far off the means are.
        double rowOfLargest = nanosPerRowOf(most, nanos[least] / rows[least]);
        nanosOfRow = Math.clamp(slope, 0, rowOfLargest);
        nanosOfBatch = (rowOfLargest - nanosOfRow) * rows[most];
        return nanosOfRow + nanosOfBatch > 0;
    }

    /// Whether batches of this size were executed often enough.
    boolean isMeasured(int size) {
        return batches[size] >= BATCHES_MIN;
    }

    /// The mean of a size; the fewer its batches, the less it counts where it says that rows cost
    /// more than in smaller ones.
    private double nanosPerRowOf(int size, double inSmaller) {
        double own = nanos[size] / rows[size];
        double excess = Math.max(0, own - inSmaller);
        return own - excess * (KEPT - batches[size]) / KEPT;
    }

    private int smallest() {
        int size = 0;
        while (size < batches.length && batches[size] < BATCHES_MIN) {
            size++;
        }
        return size;
    }

    private int largest() {
        int size = batches.length - 1;
        while (size >= 0 && batches[size] < BATCHES_MIN) {
            size--;
        }
        return size;
    }

    /// Of one row in a batch of so many; only when [#isKnown].
    double nanosPerRow(int batchRows) {
        return nanosOfBatch / batchRows + nanosOfRow;
    }

    /// The same at any time. Of one size alone it is not known what larger batches take; they are
    /// thought to take no more, so that they are tried.
    ///
    /// @param unmeasured the answer where no batch was measured
    double nanosPerRow(int batchRows, double unmeasured) {
        if (isKnown()) {
            return nanosPerRow(batchRows);
        }
        int size = largest();
        return size < 0 ? unmeasured : nanos[size] / Math.max(batchRows, rows[size]);
    }
}
