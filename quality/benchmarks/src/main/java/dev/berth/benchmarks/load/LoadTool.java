package dev.berth.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/// A program that sends requests as fast as they are answered.
sealed interface LoadTool permits Wrk, H2load {

    /// Loads a server for this long. Blocks until it is done.
    ///
    /// @throws IOException if it does not run or a request failed
    Sent send(int port, Duration time) throws IOException, InterruptedException;

    /// What came back.
    ///
    /// @param requests that were answered
    /// @param p50Millis NaN where the tool does not tell
    record Sent(long requests, double requestsPerSecond, double p50Millis, double p99Millis) {}
}
