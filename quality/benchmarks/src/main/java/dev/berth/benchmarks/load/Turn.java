package dev.berth.benchmarks.load;

/// Result of one turn of one candidate.
///
/// @param requestsPerSecond requests with a response
/// @param p50Millis, p99Millis latency measured by the load generator, NaN if it does not report it
/// @param cpuMicros processor time of the server's process per request, NaN if unknown
/// @param slowestOfMean requests of the slowest connection as a share of the mean; NaN if the load
///   generator does not report it
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
