package dev.berth.serving;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whether a run that has all processors to itself is quicker when it is spread over several of
/// them, by the number of its rows. Not thread-safe; its [Executions] guard it.
///
/// Idea: spreading pays for large operators and costs for small ones, and where the border lies
/// depends on model, rows and machine, so both ways are tried by turns, the quicker one is taken
/// from then on, and now and then the other one is tried again. Spreading occupies a second
/// processor and is therefore to be quicker by a twentieth.
///
/// A turn is several runs, and the first of them is not counted: each way has weights of its own,
/// so that it finds the processors' caches full of the other's. Runs of MiniLM that changed the way
/// every time took 4.3 ms spread, and 2.2 ms after another of the kind. An estimate begins anew
/// with each turn, as the median of its first runs, so that a machine that has changed is found out
/// at once and a run that was held up changes nothing; from there it moves by limited steps.
final class SpreadTimes {
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
        private static final int TURN = 4;

        /// One turn of so many runs is of the other way: enough to find a machine changed, too few
        /// for the 95th percentile.
        private static final int OTHER_EVERY = 64 * TURN;

        private static final double WORTH = 0.95;

        private final Estimate spread = new Estimate();
        private final Estimate single = new Estimate();
        private int asked;
        private boolean lastWasSpread;

        boolean spreads() {
            int run = asked++;
            if (!spread.counts() || !single.counts()) {
                return run / TURN % 2 == 0;
            }
            boolean quicker = spread.nanos < WORTH * single.nanos;
            return (run % OTHER_EVERY < TURN) != quicker;
        }

        void took(boolean wasSpread, double nanos) {
            if (wasSpread != lastWasSpread) {
                lastWasSpread = wasSpread;
                (wasSpread ? spread : single).beginTurn();
            } else {
                (wasSpread ? spread : single).add(nanos);
            }
        }
    }

    /// Nanoseconds a row.
    private static final class Estimate {
        /// Turns before it counts: in the first of them the engine has yet to take its memory.
        private static final int TURNS_MIN = 2;

        /// Of later samples, each counts for so much.
        private static final double WEIGHT = 1.0 / 6;

        /// The largest step, as a share of it.
        private static final double STEP_MAX = 0.1;

        private final double[] first = new double[Size.TURN - 1];
        private int samples;
        private int turns;
        private double nanos;

        boolean counts() {
            return turns >= TURNS_MIN;
        }

        void beginTurn() {
            samples = 0;
        }

        void add(double sample) {
            if (samples < first.length) {
                first[samples++] = sample;
                if (samples == first.length) {
                    Arrays.sort(first);
                    nanos = first[first.length / 2];
                    turns++;
                }
            } else {
                double step = STEP_MAX * nanos;
                nanos += Math.clamp((sample - nanos) * WEIGHT, -step, step);
            }
        }
    }
}
