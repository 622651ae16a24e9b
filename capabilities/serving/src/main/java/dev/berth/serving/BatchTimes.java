package dev.berth.serving;

/// What batches of one version take, by their size: how many rows an executor should take at once
/// when there are more than enough.
///
/// Idea: larger batches are cheaper per row, by less with each doubling, and each answer waits for
/// its whole batch. The least size whose rows cost little more than those of the largest gives
/// nearly all of the throughput with the least latency.
///
/// A machine becomes slower and quicker within milliseconds, and does so for all sizes. So sizes
/// are compared only in *trials*: while there are more than enough rows, some batches of half the
/// efficient size, and now and then of twice that, are taken after some of it, and what their rows
/// cost in relation tells the *gain* of that doubling. The first batches of another size than those
/// before do not count: the engine lays out its memory anew. What counts is the processor time of
/// the executors, as in an overload they wait for processors, now long, now short; where they
/// mostly wait for something else, such as a device that executes, it is the duration. The *pace*,
/// which every batch moves, then tells what a batch of any size takes at present.
///
/// The first trials *climb*: from single rows on, twice the efficient size is tried some times, for
/// as long as that proves to be the efficient one. A doubling that was never tried is taken to gain
/// half as much as the one before. So an overload begins with small batches: for some tenths of a
/// second they cost throughput, where large ones would cost everybody's latency.
///
/// Sizes are powers of two, and the limit; others count for the next one. Thread-safe; one short
/// lock for each batch.
final class BatchTimes {
    /// A size is as good as the largest if its rows cost at most so much more: with what else an
    /// overload costs, goodput stays above nine tenths.
    private static final double NEARLY_BEST = 1.06;

    /// Settled after some ten batches: a machine changes within milliseconds.
    private static final double PACE_GAIN = 1.0 / 8;

    /// Batches of a trial that count.
    private static final int TRIAL = 12;

    /// How far a trial is off. What may be an error counts as none of a gain: latency that is given
    /// away for nothing is worse than a little throughput.
    private static final double TRIAL_ERROR = 0.05;

    /// Trials of a doubling in the climb: their mean is then some fortieth off.
    private static final int CLIMB_TRIALS = 3;

    /// Batches between two trials of the climb, and later, when trials cost next to nothing.
    private static final int BETWEEN_CLIMB = 24;

    private static final int BETWEEN = 360;

    /// One of so many later trials is of twice the size: a two hundredth of all rows, for the sake
    /// of the 99th percentile.
    private static final int DOUBLE_EVERY = 24;

    /// Trials are forgotten as newer ones come: after some twenty.
    private static final int TRIALS_KEPT = 20;

    /// An executor that has a processor for less of a batch waits for something else.
    private static final double PROCESSOR_SHARE_MIN = 1.0 / 3;

    private static final double UNKNOWN = 0;

    private final int rowsMax;
    private final int executors;
    private final double[] gains;
    private final int[] tries;
    private double pace = UNKNOWN;
    private int climbPlace;
    private boolean trying;
    private int trialPlace;
    private int trials;
    private int handedOut;
    private int underWay;
    private volatile boolean learns;
    private int skipped;
    private final Mean usual = new Mean();
    private final Mean tried = new Mean();

    /// @param rowsMax rows of a batch at most
    /// @param executors who take batches
    BatchTimes(int rowsMax, int executors) {
        this.rowsMax = rowsMax;
        this.executors = executors;
        this.gains = new double[place(rowsMax)];
        this.tries = new int[gains.length];
    }

    /// 0 for one row, 1 for two, 2 for three and four.
    private static int place(int rows) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows) - 1);
    }

    private int rowsAt(int place) {
        return Math.min(rowsMax, 1 << place);
    }

    /// Whether [#worked] needs processor times: once there were more than enough rows.
    boolean learns() {
        return learns;
    }

    /// An executor was busy with these rows for so long; not called for what failed.
    ///
    /// @param processorNanos of which it had a processor
    synchronized void worked(int rows, long nanos, long processorNanos) {
        double sample = (double) Math.max(1, nanos) / Math.max(1, rows) / cost(place(rows));
        pace = pace == UNKNOWN ? sample : pace + PACE_GAIN * (sample - pace);
        if (underWay == 0) {
            return;
        }
        underWay--;
        // What was under way at the change of sizes, and each executor's first of the new one.
        if (skipped < 2 * executors) {
            skipped++;
        } else {
            (trying ? tried : usual).add(rows, nanos, processorNanos);
        }
    }

    /// Rows for the next batch when enough wait: mostly [#efficientRows].
    synchronized int nextRows() {
        learns = true;
        handedOut++;
        underWay = Math.min(executors, underWay + 1);
        if (trying && tried.batches >= TRIAL) {
            learn();
            trying = false;
            restart(usual);
        } else if (!trying && handedOut > (isClimbing() ? BETWEEN_CLIMB : BETWEEN)) {
            trials++;
            trialPlace = nextTrial();
            trying = trialPlace >= 0 && trialPlace <= gains.length;
            restart(trying ? tried : usual);
        }
        return rowsAt(trying ? trialPlace : usualPlace());
    }

    private void restart(Mean mean) {
        handedOut = 0;
        skipped = 0;
        mean.clear();
    }

    private boolean isClimbing() {
        return climbPlace < gains.length;
    }

    private int nextTrial() {
        boolean larger = isClimbing() || trials % DOUBLE_EVERY == 0;
        return usualPlace() + (larger ? 1 : -1);
    }

    private void learn() {
        if (usual.batches >= TRIAL / 2) {
            double ratio = tried.costOver(usual);
            boolean larger = trialPlace > usualPlace();
            int doubling = Math.min(trialPlace, usualPlace());
            double gain = larger ? 1 - ratio : 1 - 1 / ratio;
            tries[doubling] = Math.min(TRIALS_KEPT, tries[doubling] + 1);
            gains[doubling] += (gain - gains[doubling]) / tries[doubling];
        }
        if (isClimbing() && trials % CLIMB_TRIALS == 0) {
            climbPlace = efficientPlace() > climbPlace ? climbPlace + 1 : gains.length;
        }
    }

    /// Rows that an executor should take at once when enough wait, from 1 to the limit; 1 while
    /// nothing was tried.
    synchronized int efficientRows() {
        return rowsAt(usualPlace());
    }

    /// No further than the climb has come.
    private int usualPlace() {
        return isClimbing() ? climbPlace : efficientPlace();
    }

    private int efficientPlace() {
        int place = 0;
        while (place < gains.length && cost(place) > NEARLY_BEST * cost(gains.length)) {
            place++;
        }
        return place;
    }

    /// Nanoseconds of an executor for a batch of so many rows; 0 while nothing was measured.
    synchronized long batchNanos(int rows) {
        return (long) (rows * cost(place(rows)) * pace);
    }

    /// What a row costs in a batch of this size in relation to a single one.
    private double cost(int place) {
        double cost = 1;
        double gain = 0;
        for (int i = 0; i < Math.min(place, gains.length); i++) {
            gain = tries[i] == 0 ? gain / 2 : gains[i] - TRIAL_ERROR / Math.sqrt(tries[i]);
            gain = Math.max(0, gain);
            cost *= 1 - gain;
        }
        return cost;
    }

    /// Of some batches.
    private static final class Mean {
        private double rows;
        private double nanos;
        private double processorNanos;
        private int batches;

        void add(int batchRows, long batchNanos, long batchProcessorNanos) {
            rows += batchRows;
            nanos += batchNanos;
            processorNanos += batchProcessorNanos;
            batches++;
            if (batches == 4 * TRIAL) {
                rows /= 2;
                nanos /= 2;
                processorNanos /= 2;
                batches /= 2;
            }
        }

        void clear() {
            rows = 0;
            nanos = 0;
            processorNanos = 0;
            batches = 0;
        }

        /// What a row cost in relation to those.
        double costOver(Mean others) {
            boolean computes = computes() && others.computes();
            return perRow(computes) / others.perRow(computes);
        }

        private boolean computes() {
            return processorNanos >= PROCESSOR_SHARE_MIN * nanos;
        }

        private double perRow(boolean computes) {
            return (computes ? processorNanos : nanos) / rows;
        }
    }
}
