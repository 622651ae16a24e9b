package dev.berth.serving;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whether a run that has all processors to itself is quicker when it is spread over several of
/// them, by the number of its rows. Not thread-safe; its [ExecutionContextPool] guard it.
///
/// Idea: spreading pays for large operators and costs for small ones, and where the border lies
/// depends on model, rows and machine, so both ways are tried by turns, the quicker one is taken
/// from then on, and now and then the other one is tried again. Spreading occupies a second
/// processor and is therefore to be quicker by a twentieth.
///
/// A turn is several runs, and the first of them are not counted: each way has weights of its own,
/// so that it finds the processors' caches full of the other's. Of runs of MiniLM on one thread
/// after spread ones the first took 6.1 ms, the fourth 3.4, those from the eighth on 3.2; of spread
/// ones 4.2, 2.9 and 2.7. Medians are compared, since single runs differ by more than the two ways
/// do and some are held up. An estimate begins anew with each turn, as the median of its first
/// counted runs, so that a machine that has changed is found out; from there it takes a small step
/// up for each run that took longer, and down for each other, so that a compiler at work for twenty
/// runs moves it by a few hundredths. And a way is left only for one that is quicker, since medians
/// err as well.
final class ParallelismSelector {
    private static final int PLACES = Integer.SIZE;

    private final @Nullable Size[] sizes = new @Nullable Size[PLACES];

    /// Powers of two; others count for the next one below.
    private Size size(int rows) {
        int place = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, rows));
        Size size = sizes[place];
        if (size == null) {
            size = new Size();
            sizes[place] = size;
        }
        return size;
    }

    /// Whether the next lone run of so many rows is to be spread.
    boolean spreads(int rows) {
        return size(rows).spreads();
    }

    /// A lone run, beside which there was no other, took so long.
    void took(int rows, boolean wasSpread, long nanos) {
        size(rows).took(wasSpread, (double) nanos / Math.max(1, rows));
    }

    /// Runs of about so many rows.
    private static final class Size {
        /// Runs of a turn.
        private static final int TURN = 24;

        /// One turn of so many runs is of the other way: enough to find a machine changed, too few
        /// for the 95th percentile.
        private static final int OTHER_EVERY = 32 * TURN;

        private static final double WORTH = 0.95;

        private final MedianRun spread = new MedianRun();
        private final MedianRun single = new MedianRun();
        private int asked;
        private boolean isSpreadUsual;
        private boolean lastWasSpread;

        boolean spreads() {
            int run = asked++;
            if (!spread.counts() || !single.counts()) {
                return run / TURN % 2 == 0;
            }
            double worth = isSpreadUsual ? 1 : WORTH;
            isSpreadUsual = spread.nanos < worth * single.nanos;
            return (run % OTHER_EVERY < TURN) != isSpreadUsual;
        }

        void took(boolean wasSpread, double nanos) {
            MedianRun way = wasSpread ? spread : single;
            if (wasSpread != lastWasSpread) {
                lastWasSpread = wasSpread;
                way.beginTurn();
            }
            way.add(nanos);
        }
    }

    /// Nanoseconds a row.
    private static final class MedianRun {
        private static final int UNCOUNTED = 8;

        /// Turns before it counts: in the first of them the engine has yet to take its memory.
        private static final int TURNS_MIN = 2;

        /// As a share of it.
        private static final double STEP = 1.0 / 256;

        private final double[] first = new double[Size.TURN - UNCOUNTED];
        private int turns;
        private int runsOfTurn;
        private int runs;
        private double nanos;

        boolean counts() {
            return turns >= TURNS_MIN;
        }

        /// A turn whose runs did not all count, since others came beside them, goes on.
        void beginTurn() {
            runsOfTurn = 0;
            if (runs == first.length) {
                runs = 0;
            }
        }

        void add(double run) {
            if (runsOfTurn++ < UNCOUNTED) {
                return;
            }
            if (runs == first.length) {
                nanos += Math.clamp(run - nanos, -STEP * nanos, STEP * nanos);
                return;
            }
            first[runs++] = run;
            if (runs == first.length) {
                double[] sorted = first.clone();
                Arrays.sort(sorted);
                nanos = sorted[sorted.length / 2];
                turns++;
            }
        }
    }
}
