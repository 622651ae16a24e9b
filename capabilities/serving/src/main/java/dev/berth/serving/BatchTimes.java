package dev.berth.serving;

/// What batches of one version take, by their size: how many rows an executor should take at once
/// when there are more than enough.
///
/// Idea: larger batches are cheaper per row up to some size, and each answer waits for its whole
/// batch. The least size whose rows cost little more than those of the best size gives nearly all
/// of the throughput with the least latency; a size twice as large as any tried is tried as long as
/// doubling has paid off.
///
/// A machine that becomes slower does so for all sizes, and in an overload one size is taken again
/// and again. The estimate is therefore a product: of a *pace*, which every batch moves quickly,
/// and of a cost for each size in relation to the others, which moves slowly and only by batches of
/// this size. That tells sizes apart only if they are taken within a short time of each other, so
/// now and then half of the efficient size is, and more rarely twice as much. Sizes are powers of
/// two; others count for the next one. Thread-safe; one short lock for each batch.
final class BatchTimes {
    /// A size is as good as the best if its rows cost at most so much more: with what else an
    /// overload costs, goodput stays above nine tenths.
    private static final double NEARLY_BEST = 1.07;

    /// Settled after some ten batches: a machine changes within milliseconds.
    private static final double PACE_GAIN = 1.0 / 8;

    /// Batches of a size over which its cost is averaged, so that it hardly follows the pace.
    private static final int SETTLED = 64;

    /// One batch of so many is half as large: enough to know, and it makes its rows no later.
    private static final int HALF_EVERY = 16;

    /// One batch of so many is twice as large: below a hundredth of the rows, for the sake of the
    /// 99th percentile.
    private static final int DOUBLE_EVERY = 256;

    private static final double UNKNOWN = 0;

    private final int rowsMax;
    private final double[] costs;
    private final int[] seen;
    private double pace = UNKNOWN;
    private int asked;

    /// @param rowsMax rows of a batch at most
    BatchTimes(int rowsMax) {
        this.rowsMax = rowsMax;
        this.costs = new double[place(rowsMax) + 1];
        this.seen = new int[costs.length];
    }

    /// 0 for one row, 1 for two, 2 for three and four.
    private static int place(int rows) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows) - 1);
    }

    /// An executor was busy with these rows for so long.
    synchronized void worked(int rows, long nanos) {
        int place = Math.min(place(rows), costs.length - 1);
        double sample = (double) Math.max(1, nanos) / Math.max(1, rows);
        if (pace == UNKNOWN) {
            pace = sample;
        }
        if (costs[place] == UNKNOWN) {
            costs[place] = sample / pace;
            seen[place] = 1;
            return;
        }
        double error = sample / (pace * costs[place]) - 1;
        pace *= 1 + PACE_GAIN * error;
        // The mean of the first few, since one alone may be far off.
        seen[place] = Math.min(seen[place] + 1, SETTLED);
        costs[place] *= 1 + error / seen[place];
    }

    /// Rows for the next batch when enough wait: mostly [#efficientRows].
    synchronized int nextRows() {
        int rows = efficientRows();
        asked++;
        if (asked % DOUBLE_EVERY == 0) {
            return Math.min(rowsMax, 2 * rows);
        }
        return asked % HALF_EVERY == 0 ? Math.max(1, rows / 2) : rows;
    }

    /// Rows that an executor should take at once when enough wait, from 1 to the limit; the limit
    /// while nothing was measured.
    synchronized int efficientRows() {
        int largest = largestKnown();
        if (largest < 0) {
            return rowsMax;
        }
        double best = Double.POSITIVE_INFINITY;
        for (double cost : costs) {
            best = cost == UNKNOWN ? best : Math.min(best, cost);
        }
        int place = 0;
        while (costs[place] == UNKNOWN || costs[place] > NEARLY_BEST * best) {
            place++;
        }
        // The largest known is better than all below it: perhaps the next is better still.
        boolean untried = place == largest && largest + 1 < costs.length;
        return Math.min(rowsMax, 1 << (untried ? place + 1 : place));
    }

    private int largestKnown() {
        int place = costs.length - 1;
        while (place >= 0 && costs[place] == UNKNOWN) {
            place--;
        }
        return place;
    }

    /// Nanoseconds of an executor for a batch of so many rows; 0 while nothing was measured.
    synchronized long batchNanos(int rows) {
        int place = Math.min(place(rows), costs.length - 1);
        while (place > 0 && costs[place] == UNKNOWN) {
            place--;
        }
        double cost = costs[place] == UNKNOWN ? 1 : costs[place];
        return (long) (rows * cost * pace);
    }
}
