package dev.berth.serving.queue;

/// Model of the costs of one version's batches by size, which chooses how many rows an executor
/// takes at once when more are waiting.
///
/// Design: larger batches are cheaper per row, by less with each doubling, and each answer waits
/// for its whole batch. The least size whose rows cost little more than those of the largest gives
/// nearly all of the throughput with the least latency. Between two measured sizes the cost of a
/// row is interpolated linearly in the reciprocal of the size: then an error of a trial moves the
/// size by a row or two, and does not double it.
///
/// A machine becomes slower and quicker within milliseconds, and does so for all sizes. So sizes
/// are compared only in *trials*: while there are more than enough rows, some batches of half the
/// efficient size, and now and then of twice that (powers of two), are taken after some of it, and
/// the ratio of their costs per row is the *gain* of that doubling. The first batches after a
/// change of size do not count: the engine lays out its memory anew. The measure is the processor
/// time of the executors, since in an overload they wait for processors for varying times; where
/// they mostly wait for something else, such as a device, it is the duration. The *pace*, which
/// every batch updates, scales it to the present cost of a batch.
///
/// The first trials *climb*: from single rows on, twice the efficient size is tried some times, for
/// as long as that proves to be the efficient one, and up to four rows in any case. A doubling that
/// was never tried is assumed to gain half as much as the one before. So an overload begins with
/// small batches: for some tenths of a second they cost throughput, where large ones would cost
/// latency for all. Where ordinary batches, and a few of the largest at first, show that small ones
/// are far more expensive, the climb begins above them ([BatchCost]), and such a size is seldom
/// tried. Trials follow closely then for some seconds, until it is known well enough where the
/// efficient size lies.
///
/// Trials are of powers of two, and of the limit. Thread-safe; one short lock for each batch.
public final class AdaptiveBatchSizer {
    /// A size is nearly as good as the largest if its rows cost at most so much more: with what
    /// else an overload costs, some 5 %, goodput stays nine tenths.
    private static final double NEARLY_BEST = 1.03;

    /// Settled after some ten batches: a machine changes within milliseconds.
    private static final double PACE_GAIN = 1.0 / 8;

    /// Batches of a trial that count.
    private static final int TRIAL = 12;

    /// Initial estimate of the error of a trial, with the weight of so many trials.
    private static final double TRIAL_ERROR_AT_FIRST = 0.05;

    private static final int TRIALS_AT_FIRST = 4;

    /// A batch that took so many times the usual is no measure: something else was at work.
    private static final double SPOILT_TIMES = 2;

    /// What is further off counts as so many times what is usual.
    private static final double OUTLIER_ERRORS = 3;

    /// So much of the error of a gain is taken off it: a size that is no better costs latency.
    private static final double ERRORS_OFF = 0.5;

    /// Below the precision of trials: such a part of a row is not rounded up.
    private static final double ROWS_UNKNOWN = 0.1;

    /// The climb leaves sizes out whose rows cost so many times those of the largest by
    /// [BatchCost]: more than that is off for reasons of its own.
    private static final double TOO_DEAR = 1.2;

    /// Trials of a doubling in the climb.
    private static final int CLIMB_TRIALS = 3;

    /// Doublings that the climb leaves behind whatever they gain: a real engine can gain next to
    /// nothing from one row to two, and much from two to four.
    private static final int CLIMB_DOUBLINGS_MIN = 1;

    /// Trials until sizes are known well enough, those of the climb among them: some ten seconds of
    /// batches that take ten milliseconds.
    private static final int EARLY_TRIALS = 40;

    /// Batches between two of the early trials, and later, when trials cost next to nothing.
    private static final int BETWEEN_EARLY = 24;

    private static final int BETWEEN = 360;

    /// One of so many trials is of twice the size: later a thousandth of all rows, for the sake of
    /// the 99th percentile.
    private static final int DOUBLE_EVERY_EARLY = 4;

    private static final int DOUBLE_EVERY = 96;

    /// Trials are forgotten as newer ones come: after some twenty.
    private static final int TRIALS_KEPT = 20;

    /// An executor that has a processor for less of a batch waits for something else.
    private static final double PROCESSOR_SHARE_MIN = 1.0 / 3;

    private static final double UNKNOWN = 0;

    private final int rowsMax;
    private final int executors;
    private final double[] gains;
    private final double[] tries;
    private final TrialError trialError = new TrialError();
    private final BatchCost ordinary;
    private double pace = UNKNOWN;
    private int climbPlace;
    private boolean trying;
    private int trialPlace;
    private int trials;
    private int handedOut;
    private int inFlight;
    private volatile boolean learns;

    /// How many of the largest batches are handed out before the climb, if none were executed yet.
    private int largeLeft;

    private int skipped;
    private final Mean usual = new Mean();
    private final Mean tried = new Mean();

    /// @param rowsMax rows of a batch at most
    /// @param executors number of executors that take batches
    public AdaptiveBatchSizer(int rowsMax, int executors) {
        this.rowsMax = rowsMax;
        this.executors = executors;
        this.gains = new double[place(rowsMax)];
        this.tries = new double[gains.length];
        this.ordinary = new BatchCost(gains.length + 1);
        this.largeLeft = BatchCost.BATCHES_MIN + executors;
    }

    /// Of the least size that is tried and no smaller: 0 for one row, 1 for two, 2 for three and
    /// four.
    private static int place(int rows) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows) - 1);
    }

    private int rowsAt(int place) {
        return Math.min(rowsMax, 1 << place);
    }

    /// Whether [#recordBatch] needs processor times: once there were more than enough rows.
    public boolean learns() {
        return learns;
    }

    /// An executor was busy with these rows for so long; not called for what failed.
    ///
    /// @param processorNanos of which it had a processor
    public synchronized void recordBatch(int rows, long nanos, long processorNanos) {
        double sample = (double) Math.max(1, nanos) / Math.max(1, rows) / cost(rows);
        boolean spoilt = pace != UNKNOWN && sample > SPOILT_TIMES * pace;
        pace = pace == UNKNOWN ? sample : pace + PACE_GAIN * (sample - pace);
        if (!spoilt) {
            ordinary.add(place(Math.min(rows, rowsMax)), rows, nanos);
        }
        if (inFlight == 0) {
            return;
        }
        inFlight--;
        // What was in flight at the change of sizes, and each executor's first of the new one.
        if (skipped < 2 * executors) {
            skipped++;
        } else if (!spoilt) {
            (trying ? tried : usual).add(rows, nanos, processorNanos);
        }
    }

    /// Rows for the next batch when enough wait: mostly [#efficientRows].
    synchronized int nextRows() {
        learns = true;
        if (largeLeft > 0 && !ordinary.isMeasured(place(rowsMax))) {
            largeLeft--;
            return rowsMax;
        }
        handedOut++;
        inFlight = Math.min(executors, inFlight + 1);
        if (isClimbing()) {
            leaveDearSizesOut();
        }
        if (trying && tried.batches >= TRIAL) {
            learn();
            trying = false;
            restart(usual);
        } else if (!trying && isTrialDue()) {
            trials++;
            trialPlace = nextTrial(trials);
            trying = trialPlace >= 0 && trialPlace <= gains.length;
            restart(trying ? tried : usual);
        }
        return trying ? rowsAt(trialPlace) : efficientRows();
    }

    /// A size that is far from nearly best is tried as seldom early as later.
    private boolean isTrialDue() {
        if (handedOut <= BETWEEN_EARLY) {
            return false;
        }
        int next = nextTrial(trials + 1);
        boolean dear =
                next >= 0
                        && next < place(efficientRows())
                        && costAt(next) > TOO_DEAR * cost(efficientRows());
        return handedOut > (isEarly() && !dear ? BETWEEN_EARLY : BETWEEN);
    }

    /// Continues the climb where rows are no longer much more expensive than in the largest
    /// batches.
    private void leaveDearSizesOut() {
        if (!ordinary.isKnown()) {
            return;
        }
        double costMax = TOO_DEAR * ordinary.nanosPerRow(rowsMax);
        int from = climbPlace;
        while (isClimbing() && ordinary.nanosPerRow(rowsAt(climbPlace)) > costMax) {
            if (tries[climbPlace] == 0) {
                double before = ordinary.nanosPerRow(rowsAt(climbPlace));
                gains[climbPlace] = 1 - ordinary.nanosPerRow(rowsAt(climbPlace + 1)) / before;
                tries[climbPlace] = 1;
            }
            climbPlace++;
        }
        if (climbPlace > from) {
            trying = false;
            restart(usual);
        }
    }

    private void restart(Mean mean) {
        handedOut = 0;
        skipped = 0;
        mean.clear();
    }

    private boolean isEarly() {
        return trials < EARLY_TRIALS;
    }

    private boolean isClimbing() {
        return climbPlace < gains.length;
    }

    private int nextTrial(int trial) {
        int place = place(efficientRows());
        return place < gains.length && isLargerDue(place, trial) ? place + 1 : place - 1;
    }

    /// Until the doubling that begins here has been tried as often as in a climb, and now and then;
    /// early from a single row on, from where there is nothing else to try.
    private boolean isLargerDue(int place, int trial) {
        return isClimbing()
                || tries[place] < CLIMB_TRIALS
                || (place == 0 && isEarly())
                || trial % (isEarly() ? DOUBLE_EVERY_EARLY : DOUBLE_EVERY) == 0;
    }

    private void learn() {
        if (usual.batches >= TRIAL / 2) {
            int usualRows = efficientRows();
            int triedRows = rowsAt(trialPlace);
            int doubling = triedRows > usualRows ? trialPlace - 1 : trialPlace;
            double ratio = tried.costOver(usual);
            if (usualRows < rowsAt(doubling)) {
                // More than a doubling above the usual size: what lies between is known better.
                ratio *= cost(usualRows) / costAt(doubling);
                usualRows = rowsAt(doubling);
            }
            double ofTried = part(doubling, triedRows);
            double ofUsual = part(doubling, usualRows);
            double gain = (1 - ratio) / (ofTried - ratio * ofUsual);
            double weight = (ofTried - ofUsual) * (ofTried - ofUsual);
            double off = trialError.add(gain - gains[doubling], weight, tries[doubling]);
            tries[doubling] = Math.min(TRIALS_KEPT, tries[doubling] + weight);
            gains[doubling] += off * weight / tries[doubling];
        }
        if (isClimbing() && trials % CLIMB_TRIALS == 0) {
            boolean on =
                    climbPlace < CLIMB_DOUBLINGS_MIN || nearlyBestRows() >= rowsAt(climbPlace + 1);
            climbPlace = on ? climbPlace + 1 : gains.length;
        }
    }

    /// How much of a doubling's gain batches of so many rows have: 0 to 1.
    private double part(int doubling, int rows) {
        double from = batchShare(doubling);
        double to = batchShare(doubling + 1);
        return (from - 1.0 / rows) / (from - to);
    }

    /// That a row bears of what a batch of this size costs, however many rows it has.
    private double batchShare(int place) {
        return 1.0 / rowsAt(place);
    }

    /// Rows that an executor should take at once when enough wait, from 1 to the limit, and no more
    /// than the climb has come to; 1 while nothing was tried.
    synchronized int efficientRows() {
        return isClimbing() ? rowsAt(climbPlace) : nearlyBestRows();
    }

    private int nearlyBestRows() {
        double costMax = NEARLY_BEST * costAt(gains.length);
        int place = 0;
        while (place < gains.length && costAt(place) > costMax) {
            place++;
        }
        if (place == 0) {
            return 1;
        }
        double below = costAt(place - 1);
        double part = (below - costMax) / (below - costAt(place));
        double from = batchShare(place - 1);
        double to = batchShare(place);
        double rows = 1 / (from - part * (from - to));
        // A row less would cost more than nearly best, mostly from two to one.
        return Math.max(2, (int) Math.ceil(rows - ROWS_UNKNOWN));
    }

    /// Nanoseconds of an executor for a batch of so many rows; 0 while nothing was measured.
    synchronized long batchNanos(int rows) {
        return (long) (rows * cost(rows) * pace);
    }

    /// Nanoseconds of an executor for a row in a batch of so many, roughly and at any time.
    ///
    /// @param unmeasured the answer while too few batches were executed
    synchronized double nanosPerRow(int rows, double unmeasured) {
        return ordinary.nanosPerRow(Math.clamp(rows, 1, rowsMax), unmeasured);
    }

    /// What a row costs in a batch of so many in relation to a single one.
    private double cost(int rows) {
        int place = place(Math.min(rows, rowsMax));
        double cost = costAt(place);
        if (place == 0 || rows >= rowsAt(place)) {
            return cost;
        }
        double below = costAt(place - 1);
        return below - part(place - 1, rows) * (below - cost);
    }

    private double costAt(int place) {
        double cost = 1;
        double gain = 0;
        for (int i = 0; i < place; i++) {
            gain = tries[i] == 0 ? gain / 2 : gains[i] - ERRORS_OFF * trialError.ofMean(tries[i]);
            gain = Math.max(0, gain);
            cost *= 1 - gain;
        }
        return cost;
    }

    /// Estimate of the error of trials, which differs with engines and with the machine's other
    /// load.
    private static final class TrialError {
        private double variance = TRIAL_ERROR_AT_FIRST * TRIAL_ERROR_AT_FIRST;
        private int count = TRIALS_AT_FIRST;

        /// @param off from the mean of those before
        /// @param weight of the trial, 1 if two sizes of a doubling were compared
        /// @param before trials before, by their weights; of the first nothing is learnt
        /// @return how far off it counts as: one that another process spoilt is no measure
        double add(double off, double weight, double before) {
            if (before == 0) {
                return off;
            }
            double expected = Math.sqrt(variance * (1 / weight + 1 / before));
            double errors = Math.clamp(off / expected, -OUTLIER_ERRORS, OUTLIER_ERRORS);
            count = Math.min(2 * TRIALS_KEPT, count + 1);
            variance += variance * (errors * errors - 1) / count;
            return errors * expected;
        }

        double ofMean(double weights) {
            return Math.sqrt(variance / weights);
        }
    }

    /// Mean of some batches.
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
