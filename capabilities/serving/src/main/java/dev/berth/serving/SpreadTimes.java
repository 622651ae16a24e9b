package dev.berth.serving;

/// Whether a run that has all processors to itself is quicker when it is spread over several of
/// them, by the number of its rows. Not thread-safe; its [Executions] guard it.
///
/// Idea: spreading pays for large operators and costs for small ones, and where the border lies
/// depends on model, rows and machine, so both ways are tried by turns, the quicker one is taken
/// from then on, and now and then the other one is tried again. Spreading occupies a second
/// processor and is therefore to be quicker by a twentieth. Each estimate moves by a limited step,
/// so that one run that the machine held up moves it as little as one that was a little slow.
final class SpreadTimes {
    /// Runs of each way before the choice counts.
    private static final int TRIALS = 6;

    /// One run of so many is of the other way: enough to find a machine changed, too few for the
    /// 95th percentile.
    private static final int OTHER_EVERY = 64;

    private static final double WORTH = 0.95;

    /// The largest step of an estimate, as a share of it.
    private static final double STEP_MAX = 0.1;

    private static final int PLACES = Integer.SIZE;

    private final Estimate[] spread = new Estimate[PLACES];
    private final Estimate[] single = new Estimate[PLACES];
    private final int[] asked = new int[PLACES];

    SpreadTimes() {
        for (int i = 0; i < PLACES; i++) {
            spread[i] = new Estimate();
            single[i] = new Estimate();
        }
    }

    /// Sizes are powers of two; others count for the next one below.
    private static int place(int rows) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, rows));
    }

    /// Whether the next lone run of so many rows is to be spread.
    boolean spreads(int rows) {
        int place = place(rows);
        int turn = asked[place]++;
        if (spread[place].runs < TRIALS || single[place].runs < TRIALS) {
            return turn % 2 == 0;
        }
        boolean quicker = spread[place].nanos < WORTH * single[place].nanos;
        return (turn % OTHER_EVERY == 0) != quicker;
    }

    /// A lone run, beside which there was no other, took so long.
    void took(int rows, boolean wasSpread, long nanos) {
        (wasSpread ? spread : single)[place(rows)].add((double) nanos / Math.max(1, rows));
    }

    /// Nanoseconds a row.
    private static final class Estimate {
        private double nanos;
        private int runs;

        void add(double sample) {
            // The quickest of the first: a new execution is slow at first, and nothing is too
            // quick.
            if (runs < TRIALS) {
                nanos = runs == 0 ? sample : Math.min(nanos, sample);
                runs++;
            } else {
                double step = STEP_MAX * nanos;
                nanos += Math.clamp((sample - nanos) / TRIALS, -step, step);
            }
        }
    }
}
