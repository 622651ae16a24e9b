package dev.berth.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Load generator for a closed loop.
sealed interface LoadTool permits Wrk, H2load, SocketLoad {

    /// Loads a server for a duration. Blocks until it is done.
    ///
    /// @param server its address, without a path
    /// @throws IOException if it does not run or a request failed
    Sent send(URI server, Duration time) throws IOException, InterruptedException;

    /// Adds latencies in a second pass, for a tool that would slow the server down by measuring
    /// them.
    default Sent withLatencies(URI server, Sent sent) throws IOException, InterruptedException {
        return sent;
    }

    /// Result of a load.
    ///
    /// @param requests with a response
    /// @param p50Millis, p99Millis NaN if the tool does not report them
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
