package dev.berth.client.group;

/// How much a server is loaded, as far as its answers show: a moving average of their latency,
/// times the attempts under way.
///
/// The average weighs an observation by its age, with a time constant of two seconds, so that it
/// does not matter how often a server is asked. It is pessimistic: a latency above the average
/// takes its place at once, one below lowers it slowly. A server that begins to be slow thus loses
/// calls with its first slow answer, and is tried again when the average has fallen: with two
/// seconds, one that was ten times as slow after less than five. A failure counts as an answer ten
/// times as late, so that a single one costs a server its calls for as long, and several in a row
/// for up to three times that. A server that has not answered yet costs nothing until it is asked,
/// and then a second for each attempt under way, so that it is tried without being flooded.
///
/// Source: the "peak EWMA" balancer described in Twitter Finagle's documentation of client load
/// balancing. Not thread-safe.
final class PeakEwma {
    private static final double TIME_CONSTANT_NANOS = 2e9;
    private static final int FAILURE_FACTOR = 10;

    /// What is assumed of a server without any answer, and the most of an attempt that failed.
    static final long UNKNOWN_NANOS = 1_000_000_000L;

    private double averageNanos;
    private long seenNanos;
    private int underWay;

    PeakEwma(long nowNanos) {
        this.seenNanos = nowNanos;
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

    void ended(long nowNanos, long latencyNanos) {
        underWay--;
        observe(nowNanos, (double) latencyNanos);
    }

    void failed(long nowNanos, long spentNanos) {
        double assumed =
                averageNanos < 1
                        ? (double) UNKNOWN_NANOS
                        : Math.min((double) UNKNOWN_NANOS, averageNanos * FAILURE_FACTOR);
        underWay--;
        observe(nowNanos, Math.max((double) spentNanos, assumed));
    }

    /// Nothing that was seen before says anything any more.
    void forget() {
        averageNanos = 0;
    }

    private void observe(long nowNanos, double latencyNanos) {
        double weight = Math.exp(-Math.max(0, nowNanos - seenNanos) / TIME_CONSTANT_NANOS);
        seenNanos = nowNanos;
        averageNanos =
                latencyNanos > averageNanos
                        ? latencyNanos
                        : averageNanos * weight + latencyNanos * (1 - weight);
    }

    int underWay() {
        return underWay;
    }

    double cost(long nowNanos) {
        // Without an answer the average falls, until a server that was slow is asked again.
        observe(nowNanos, 0);
        return averageNanos < 1 && underWay > 0
                ? (double) UNKNOWN_NANOS * underWay
                : averageNanos * (underWay + 1);
    }
}
