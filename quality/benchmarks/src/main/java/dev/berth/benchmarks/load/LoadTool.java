package dev.berth.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// What sends requests as fast as they are answered.
sealed interface LoadTool permits Wrk, H2load, SocketLoad {

    /// Loads a server for this long. Blocks until it is done.
    ///
    /// @param server its address, without a path
    /// @throws IOException if it does not run or a request failed
    Sent send(URI server, Duration time) throws IOException, InterruptedException;

    /// Adds latencies, for a tool that cannot take them without slowing the server down: it sends
    /// once more.
    default Sent withLatencies(URI server, Sent sent) throws IOException, InterruptedException {
        return sent;
    }

    /// What came back.
    ///
    /// @param requests that were answered
    /// @param p50Millis, p99Millis NaN where the tool does not tell
    /// @param slowestOfMean as in [Turn]
    record Sent(
            long requests,
            double requestsPerSecond,
            double p50Millis,
            double p99Millis,
            double slowestOfMean) {

        Sent(long requests, double requestsPerSecond, double p50Millis, double p99Millis) {
            this(requests, requestsPerSecond, p50Millis, p99Millis, Double.NaN);
        }
    }
}
