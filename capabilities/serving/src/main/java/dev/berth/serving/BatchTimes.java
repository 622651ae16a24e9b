package dev.berth.serving;

/// What batches of one version take, by their size: how many rows an executor should take at once
/// when there are more than enough.
///
/// Idea: larger batches are cheaper per row up to some size, and each answer waits for its whole
/// batch. The least size whose rows cost little more than those of the best size gives nearly all
/// of the throughput with the least latency.
///
/// A machine becomes slower and quicker within milliseconds, and does so for all sizes. So sizes
/// are compared only in *trials*: while there are more than enough rows, some batches of half the
/// efficient size, and now and then of twice that, are taken between others of it, and what their
/// rows cost in relation is noted. The first batches of another size than those before do not
/// count: the engine lays out its memory anew. The *pace*, which every batch moves, then tells what
/// a batch of any size takes at present.
///
/// Sizes are powers of two, and the limit; others count for the next one. Thread-safe; one short
/// lock for each batch.
final class BatchTimes {
    /// A size is as good as the best if its rows cost at most so much more: with what else an
    /// overload costs, goodput stays above nine tenths.
    private static final double NEARLY_BEST = 1.08;

    /// Settled after some ten batches: a machine changes within milliseconds.
    private static final double PACE_GAIN = 1.0 / 8;

    /// Batches of each of the first trials, which find a size within the first tenths of a second
    /// of an overload, if not yet the right one.
    private static final int FIRST_TRIAL = 16;

    private static final int FIRST_TRIALS = 6;

    /// Batches of a later trial: their mean is then some twentieth off.
    private static final int TRIAL = 24;

    /// Trials are so many times their length apart, so that they cost next to nothing.
    private static final int BETWEEN_TIMES = 15;

    /// One of so many trials is of twice the size: below a hundredth of all rows, for the sake of
    /// the 99th percentile.
    private static final int DOUBLE_EVERY = 8;

    /// Batches of one size in a row from which on they count.
    private static final int SAME_MIN = 3;

    /// How far a trial moves what the ones before it found.
    private static final double COST_GAIN = 1.0 / 3;

    private static final double UNKNOWN = 0;
    private static final int NONE = -1;

    private final int rowsMax;
    private final double[] costs;
    private double pace = UNKNOWN;
    private int lastPlace = NONE;
    private int same;
    private int trialPlace = NONE;
    private int trials;
    private int handedOut;
    private final Mean usual = new Mean();
    private final Mean tried = new Mean();

    /// @param rowsMax rows of a batch at most
    BatchTimes(int rowsMax) {
        this.rowsMax = rowsMax;
        this.costs = new double[place(rowsMax) + 1];
        // The costs of the others are in relation to this.
        costs[costs.length - 1] = 1;
    }

    /// 0 for one row, 1 for two, 2 for three and four.
    private static int place(int rows) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows) - 1);
    }

    private int rowsAt(int place) {
        return Math.min(rowsMax, 1 << place);
    }

    /// An executor was busy with these rows for so long; not called for what failed.
    synchronized void worked(int rows, long nanos) {
        int place = Math.min(place(rows), costs.length - 1);
        double sample = (double) Math.max(1, nanos) / Math.max(1, rows);
        double expected = sample / cost(place);
        pace = pace == UNKNOWN ? expected : pace + PACE_GAIN * (expected - pace);
        same = place == lastPlace ? same + 1 : 1;
        lastPlace = place;
        if (same < SAME_MIN) {
            return;
        }
        if (place == trialPlace) {
            tried.add(sample);
        } else if (place == efficientPlace()) {
            usual.add(sample);
        }
    }

    /// Rows for the next batch when enough wait: mostly [#efficientRows].
    synchronized int nextRows() {
        handedOut++;
        boolean first = trials < FIRST_TRIALS;
        int length = first ? FIRST_TRIAL : TRIAL;
        if (trialPlace != NONE && handedOut > length) {
            endTrial();
        } else if (trialPlace == NONE && handedOut > (first ? length : BETWEEN_TIMES * length)) {
            beginTrial();
        }
        return rowsAt(trialPlace == NONE ? efficientPlace() : trialPlace);
    }

    private void beginTrial() {
        handedOut = 0;
        int place = efficientPlace();
        int other = trials % DOUBLE_EVERY == DOUBLE_EVERY - 1 ? place + 1 : place - 1;
        if (other >= 0 && other < costs.length) {
            trialPlace = other;
            tried.clear();
        } else {
            trials++;
        }
    }

    private void endTrial() {
        if (tried.isWorthMuch() && usual.isWorthMuch()) {
            double found = cost(efficientPlace()) * tried.value() / usual.value();
            double known = costs[trialPlace];
            costs[trialPlace] = known == UNKNOWN ? found : known + COST_GAIN * (found - known);
        }
        trialPlace = NONE;
        trials++;
        handedOut = 0;
        usual.clear();
    }

    /// Rows that an executor should take at once when enough wait, from 1 to the limit; the limit
    /// while nothing was tried.
    synchronized int efficientRows() {
        return rowsAt(efficientPlace());
    }

    private int efficientPlace() {
        double best = Double.POSITIVE_INFINITY;
        for (double cost : costs) {
            best = cost == UNKNOWN ? best : Math.min(best, cost);
        }
        int place = 0;
        while (costs[place] == UNKNOWN || costs[place] > NEARLY_BEST * best) {
            place++;
        }
        return place;
    }

    /// Nanoseconds of an executor for a batch of so many rows; 0 while nothing was measured.
    synchronized long batchNanos(int rows) {
        return (long) (rows * cost(Math.min(place(rows), costs.length - 1)) * pace);
    }

    /// What a row costs in a batch of this size in relation to one of the largest: as much as in
    /// the next larger one that was tried, where this one was not.
    private double cost(int place) {
        int known = place;
        while (costs[known] == UNKNOWN) {
            known++;
        }
        return costs[known];
    }

    /// Of the last few samples.
    private static final class Mean {
        private double sum;
        private int count;

        void add(double sample) {
            if (count == 2 * TRIAL) {
                sum /= 2;
                count /= 2;
            }
            sum += sample;
            count++;
        }

        void clear() {
            sum = 0;
            count = 0;
        }

        double value() {
            return sum / count;
        }

        boolean isWorthMuch() {
            return count >= FIRST_TRIAL / 2;
        }
    }
}
