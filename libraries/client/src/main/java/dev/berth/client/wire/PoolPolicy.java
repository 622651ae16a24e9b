package dev.berth.client.wire;

import dev.berth.client.pool.PoolLimits;
import java.time.Duration;

/// The connections to each server, and when one is given up.
///
/// @param connectTimeout how long an attempt waits for a stream of a connection, whether one is
///   opened for it or gets free
/// @param connectionsMax connections of HTTP/1.1 to one server
/// @param http2ConnectionsMax connections of HTTP/2 to one server
/// @param connectionsAtStart are opened as soon as a server is known, so that its first calls need
///   not wait for them
/// @param streamsMax calls at a time on one connection of HTTP/2
/// @param waitingMax attempts that may wait for a stream
/// @param answerGrace how long an answer is waited for whose caller has gone, before its call is
///   reset
/// @param idle a connection without calls is closed after so long
/// @param pingInterval a connection of HTTP/2 is pinged as often, and closed when a ping is not
///   answered before the next is due
/// @param answerBytesMax longer answers are given up
public record PoolPolicy(
        Duration connectTimeout,
        int connectionsMax,
        int http2ConnectionsMax,
        int connectionsAtStart,
        int streamsMax,
        int waitingMax,
        Duration answerGrace,
        Duration idle,
        Duration pingInterval,
        int answerBytesMax) {

    /// A handshake may take so many connect timeouts, on a busy machine.
    private static final int HANDSHAKE_TIMEOUTS = 3;

    /// Calls at a time that servers of HTTP/2 allow; what RFC 9113 asks for at least.
    private static final int STREAMS_EXPECTED = 100;

    public PoolPolicy {
        if (connectionsMax < 1
                || http2ConnectionsMax < 1
                || connectionsAtStart < 0
                || streamsMax < 1
                || waitingMax < 0) {
            throw new IllegalArgumentException(
                    "bounds "
                            + connectionsMax
                            + ", "
                            + http2ConnectionsMax
                            + ", "
                            + connectionsAtStart
                            + ", "
                            + streamsMax
                            + ", "
                            + waitingMax
                            + " (expected: at least 1, 1, 0, 1, 0)");
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
        if (answerGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "answer grace: " + answerGrace + " (expected: >= 0)");
        }
        if (answerBytesMax < 1) {
            throw new IllegalArgumentException(
                    "answer bytes: " + answerBytesMax + " (expected: >= 1)");
        }
    }

    /// Two seconds to connect; 64 connections, or 2 with 256 calls each, of which two are opened at
    /// once; 10,000 attempts that wait; half a second for late answers; pings every ten seconds;
    /// answers up to 64 MiB, which is what Berth takes in requests.
    public static PoolPolicy defaults() {
        return new PoolPolicy(
                Duration.ofSeconds(2),
                64,
                2,
                2,
                256,
                10_000,
                Duration.ofMillis(500),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                64 << 20);
    }

    public PoolPolicy withConnectTimeout(Duration other) {
        return new PoolPolicy(
                other,
                connectionsMax,
                http2ConnectionsMax,
                connectionsAtStart,
                streamsMax,
                waitingMax,
                answerGrace,
                idle,
                pingInterval,
                answerBytesMax);
    }

    public PoolPolicy withPingInterval(Duration other) {
        return new PoolPolicy(
                connectTimeout,
                connectionsMax,
                http2ConnectionsMax,
                connectionsAtStart,
                streamsMax,
                waitingMax,
                answerGrace,
                idle,
                other,
                answerBytesMax);
    }

    public PoolPolicy withAnswerBytesMax(int other) {
        return new PoolPolicy(
                connectTimeout,
                connectionsMax,
                http2ConnectionsMax,
                connectionsAtStart,
                streamsMax,
                waitingMax,
                answerGrace,
                idle,
                pingInterval,
                other);
    }

    /// At most so many connections to a server, and so many calls at a time on each, in either
    /// HTTP.
    public PoolPolicy withStreams(int connections, int streams) {
        return new PoolPolicy(
                connectTimeout,
                connections,
                connections,
                connectionsAtStart,
                streams,
                waitingMax,
                answerGrace,
                idle,
                pingInterval,
                answerBytesMax);
    }

    public PoolPolicy withWaitingMax(int other) {
        return new PoolPolicy(
                connectTimeout,
                connectionsMax,
                http2ConnectionsMax,
                connectionsAtStart,
                streamsMax,
                other,
                answerGrace,
                idle,
                pingInterval,
                answerBytesMax);
    }

    /// The bounds of one server's connections.
    PoolLimits limits(HttpForm form) {
        boolean shared = form == HttpForm.HTTP_2;
        return new PoolLimits(
                shared ? http2ConnectionsMax : connectionsMax,
                connectionsMax,
                connectionsAtStart,
                streamsMax,
                shared ? STREAMS_EXPECTED : 1,
                waitingMax,
                connectTimeout.toNanos(),
                HANDSHAKE_TIMEOUTS * connectTimeout.toNanos(),
                answerGrace.toNanos(),
                idle.toNanos());
    }
}
