package dev.berth.client.wire;

import java.time.Duration;

/// The connections to each server, and when one is given up.
///
/// @param connectTimeout how long an attempt waits for a connection, whether it is made for it or
///   gets free
/// @param connectionsMax connections of HTTP/1.1 to one server
/// @param http2ConnectionsMax connections of HTTP/2 to one server
/// @param streamsMax calls at a time on one connection of HTTP/2
/// @param waitingMax attempts that may wait for a connection
/// @param idle a connection without calls is closed after so long
/// @param pingInterval a connection of HTTP/2 is pinged as often, and closed when a ping is not
///   answered before the next is due
/// @param answerBytesMax longer answers are given up
public record PoolPolicy(
        Duration connectTimeout,
        int connectionsMax,
        int http2ConnectionsMax,
        int streamsMax,
        int waitingMax,
        Duration idle,
        Duration pingInterval,
        int answerBytesMax) {

    public PoolPolicy {
        if (connectionsMax < 1 || http2ConnectionsMax < 1 || streamsMax < 1 || waitingMax < 0) {
            throw new IllegalArgumentException(
                    "bounds "
                            + connectionsMax
                            + ", "
                            + http2ConnectionsMax
                            + ", "
                            + streamsMax
                            + ", "
                            + waitingMax
                            + " (expected: at least 1, 1, 1, 0)");
        }
        if (connectTimeout.toMillis() < 1 || idle.toMillis() < 1 || pingInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "times "
                            + connectTimeout
                            + ", "
                            + idle
                            + ", "
                            + pingInterval
                            + " (expected: at least a millisecond each)");
        }
        if (answerBytesMax < 1) {
            throw new IllegalArgumentException(
                    "answer bytes: " + answerBytesMax + " (expected: >= 1)");
        }
    }

    /// Two seconds to connect; 64 connections, or 2 with 256 calls each; pings every ten seconds;
    /// answers up to 64 MiB, which is what Berth takes in requests.
    public static PoolPolicy defaults() {
        return new PoolPolicy(
                Duration.ofSeconds(2),
                64,
                2,
                256,
                10_000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                64 << 20);
    }

    public PoolPolicy withConnectTimeout(Duration other) {
        return new PoolPolicy(
                other,
                connectionsMax,
                http2ConnectionsMax,
                streamsMax,
                waitingMax,
                idle,
                pingInterval,
                answerBytesMax);
    }

    public PoolPolicy withPingInterval(Duration other) {
        return new PoolPolicy(
                connectTimeout,
                connectionsMax,
                http2ConnectionsMax,
                streamsMax,
                waitingMax,
                idle,
                other,
                answerBytesMax);
    }

    public PoolPolicy withAnswerBytesMax(int other) {
        return new PoolPolicy(
                connectTimeout,
                connectionsMax,
                http2ConnectionsMax,
                streamsMax,
                waitingMax,
                idle,
                pingInterval,
                other);
    }
}
