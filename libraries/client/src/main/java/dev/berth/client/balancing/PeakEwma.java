package dev.berth.client.balancing;

/// Estimate of a server's load: a moving average of its latency, times its attempts in flight.
///
/// Observations are weighted by age with a time constant of a second, independent of the call rate.
/// The average is pessimistic: a higher latency replaces it at once, a lower one reduces it slowly.
/// A server that becomes slow loses calls with its first slow response, and is tried again when the
/// average has decayed: after 2.3 seconds if it was ten times as slow, after 3.9 if fifty times. A
/// failure or rejection counts as ten times the mean of the server's responses, however many follow
/// each other, so it costs 2.3 seconds of calls. A starting server has a quarter of that memory:
/// the first responses of a cold process say little, and its weight bounds its calls. A server
/// without responses costs nothing until it is called, then a second for each attempt in flight, so
/// it is tried without being flooded.
///
/// Source: the "peak EWMA" balancer described in Twitter Finagle's documentation of client load
/// balancing. Not thread-safe.
final class PeakEwma {
    private static final double TIME_CONSTANT_NANOS = 1e9;
    private static final double TIME_CONSTANT_AT_START_NANOS = TIME_CONSTANT_NANOS / 4;

    /// Of the mean of responses, which a single slow one must not affect.
    private static final double MEAN_TIME_CONSTANT_NANOS = 2e9;

    private static final int FAILURE_FACTOR = 10;

    /// Maximum slowness of a starting server relative to another.
    private static final int COLD_FACTOR = 10;

    /// Assumed latency of a server without responses, and the maximum for a failed attempt.
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

    int inFlight() {
        return underWay;
    }

    /// Records an abandoned attempt: its response would have taken at least as long.
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

    /// Records a failure, which does not show how fast the server is.
    void failed(long nowNanos, long spentNanos) {
        underWay--;
        double assumed =
                meanNanos == 0
                        ? (double) UNKNOWN_NANOS
                        : Math.min((double) UNKNOWN_NANOS, meanNanos * FAILURE_FACTOR);
        observe(nowNanos, Math.max((double) spentNanos, assumed));
    }

    /// Records that the server starts until a time: earlier latencies no longer count.
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

    /// The weight of an average after a time, against new observations.
    private static double weight(long nanos, double timeConstantNanos) {
        return Math.exp(-Math.max(0, nanos) / timeConstantNanos);
    }

    double cost(long nowNanos) {
        // Without responses the average decays, until a slow server is called again.
        observe(nowNanos, 0);
        return averageNanos < 1 && underWay > 0
                ? (double) UNKNOWN_NANOS * underWay
                : averageNanos * (underWay + 1);
    }

    /// The cost of a starting server relative to another.
    double costAtStart(long nowNanos, PeakEwma beside) {
        double own = cost(nowNanos);
        if (averageNanos < 1) {
            return own;
        }
        beside.observe(nowNanos, 0);
        return Math.max(averageNanos / COLD_FACTOR, beside.averageNanos) * (underWay + 1);
    }
}
