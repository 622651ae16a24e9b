package dev.berth.benchmarks.load;

/// What one turn of one candidate gave.
///
/// @param requestsPerSecond answered requests
/// @param p50Millis, p99Millis latency as the load generator saw it, NaN where it does not tell
/// @param cpuMicros processor time of the server's process per request
record Turn(double requestsPerSecond, double p50Millis, double p99Millis, double cpuMicros) {}
