package dev.berth.deploy.kubernetes;

/// Seconds that a replica's start and end may take.
///
/// @param weightBytes of all models
/// @param p99Seconds the greatest p99 that was asked for
record StartTimes(long weightBytes, double p99Seconds) {
    /// The JVM, the engine and the first call of each model: thirty times what a start takes with
    /// all files in memory (docs/benchmarks.md), for a node that is busy starting many.
    static final int BASE_SECONDS = 30;

    /// A cold network disk.
    static final int READ_MB_PER_SECOND = 20;

    /// In which the proxies of all nodes have learned that a replica ends.
    static final int PRE_STOP_SECONDS = 5;

    /// In which the server answers and sends away those who keep connections.
    static final int LAME_DUCK_SECONDS = 5;

    /// What a server takes beyond its grace at most (docs/guides/operate.md), rounded up.
    static final int EXIT_SECONDS = 5;

    private static final int DRAIN_SECONDS_MIN = 10;
    private static final int DRAIN_SECONDS_MAX = 600;

    /// So many times the p99 for the slowest request in flight.
    static final int DRAIN_FACTOR = 20;

    /// The bound of a start.
    int startSeconds() {
        return BASE_SECONDS + (int) Math.ceil(weightBytes / (READ_MB_PER_SECOND * 1e6));
    }

    /// In which requests in flight are answered.
    int drainSeconds() {
        return Math.clamp(
                (long) Math.ceil(DRAIN_FACTOR * p99Seconds), DRAIN_SECONDS_MIN, DRAIN_SECONDS_MAX);
    }

    /// From the first signal until a replica is killed.
    int graceSeconds() {
        return PRE_STOP_SECONDS + LAME_DUCK_SECONDS + drainSeconds() + EXIT_SECONDS;
    }
}
