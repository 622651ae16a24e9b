package dev.berth.benchmarks.load;

/// What one turn of one candidate gave.
///
/// @param requestsPerSecond answered requests
/// @param p50Millis, p99Millis latency as the load generator saw it, NaN where it does not tell
/// @param cpuMicros processor time of the server's process per request, NaN where it is not known
/// @param slowestOfMean requests of the connection that had fewest answered, as a share of the mean
///   of all; NaN where the load generator does not tell
record Turn(
        double requestsPerSecond,
        double p50Millis,
        double p99Millis,
        double cpuMicros,
        double slowestOfMean) {

    Turn(double requestsPerSecond, double p50Millis, double p99Millis, double cpuMicros) {
        this(requestsPerSecond, p50Millis, p99Millis, cpuMicros, Double.NaN);
    }
}
