package dev.berth.client.balancing;

/// How much a server is loaded, as far as its answers show: a moving average of their latency,
/// times the attempts in flight.
///
/// The average weighs an observation by its age, with a time constant of a second, so that it does
/// not matter how often a server is asked. It is pessimistic: a latency above the average takes its
/// place at once, one below lowers it slowly. A server that begins to be slow thus loses calls with
/// its first slow answer, and is tried again when the average has fallen: one that was ten times as
/// slow after 2.3 seconds, one that was fifty times as slow after 3.9. A failure or a refusal
/// counts as ten times the mean of the server's answers, however many there are in a row, so that
/// it costs the server its calls for those 2.3 seconds. A server that starts has a quarter of that
/// memory: the first answers of a cold process say little about the next, and its weight bounds its
/// calls in any case. One that has not answered yet costs nothing until it is asked, and then a
/// second for each attempt in flight, so that it is tried without being flooded.
///
/// Source: the "peak EWMA" balancer described in Twitter Finagle's documentation of client load
/// balancing. Not thread-safe.
final class PeakEwma {
    private static final double TIME_CONSTANT_NANOS = 1e9;
    private static final double TIME_CONSTANT_AT_START_NANOS = TIME_CONSTANT_NANOS / 4;

    /// Of the mean of answers, in which a single slow one is to make no difference.
    private static final double MEAN_TIME_CONSTANT_NANOS = 2e9;

    private static final int FAILURE_FACTOR = 10;

    /// How much slower than another a server that starts may be.
    private static final int COLD_FACTOR = 10;

    /// What is assumed of a server without any answer, and the most of an attempt that failed.
    static final long UNKNOWN_NANOS = 1_000_000_000L;

    private double averageNanos;
    private long seenNanos;
    private double meanNanos;
    private long answeredNanos;
    private long startsUntilNanos;
    private int underWay;

    PeakEwma(long nowNanos) {
        this.seenNanos = nowNanos;
        this.answeredNanos = nowNanos;
        this.startsUntilNanos = nowNanos;
    }

    void began() {
        underWay++;
    }

    /// An attempt was given up: its answer would have taken at least so long.
    void abandoned(long nowNanos, long spentNanos) {
        underWay--;
        if (spentNanos > averageNanos) {
            observe(nowNanos, (double) spentNanos);
        }
    }

    void answered(long nowNanos, long latencyNanos) {
        underWay--;
        double weight =
                meanNanos == 0 ? 0 : weight(nowNanos - answeredNanos, MEAN_TIME_CONSTANT_NANOS);
        meanNanos = meanNanos * weight + latencyNanos * (1 - weight);
        answeredNanos = nowNanos;
        observe(nowNanos, (double) latencyNanos);
    }

    /// Without an answer that shows how quick the server is.
    void failed(long nowNanos, long spentNanos) {
        underWay--;
        double assumed =
                meanNanos == 0
                        ? (double) UNKNOWN_NANOS
                        : Math.min((double) UNKNOWN_NANOS, meanNanos * FAILURE_FACTOR);
        observe(nowNanos, Math.max((double) spentNanos, assumed));
    }

    /// The server starts, until that time: how slow it was before says nothing any more.
    void starts(long untilNanos) {
        averageNanos = 0;
        startsUntilNanos = untilNanos;
    }

    private void observe(long nowNanos, double latencyNanos) {
        double weight =
                weight(
                        nowNanos - seenNanos,
                        nowNanos - startsUntilNanos < 0
                                ? TIME_CONSTANT_AT_START_NANOS
                                : TIME_CONSTANT_NANOS);
        seenNanos = nowNanos;
        averageNanos =
                latencyNanos > averageNanos
                        ? latencyNanos
                        : averageNanos * weight + latencyNanos * (1 - weight);
    }

    /// What an average counts after a time, beside what is new.
    private static double weight(long nanos, double timeConstantNanos) {
        return Math.exp(-Math.max(0, nanos) / timeConstantNanos);
    }

    double cost(long nowNanos) {
        // Without an answer the average falls, until a server that was slow is asked again.
        observe(nowNanos, 0);
        return averageNanos < 1 && underWay > 0
                ? (double) UNKNOWN_NANOS * underWay
                : averageNanos * (underWay + 1);
    }

    /// The cost of a server that starts beside one that does not.
    double costAtStart(long nowNanos, PeakEwma beside) {
        double own = cost(nowNanos);
        if (averageNanos < 1) {
            return own;
        }
        beside.observe(nowNanos, 0);
        return Math.max(averageNanos / COLD_FACTOR, beside.averageNanos) * (underWay + 1);
    }
}
