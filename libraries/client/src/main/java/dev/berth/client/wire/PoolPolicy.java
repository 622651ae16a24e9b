package dev.berth.client.wire;

import dev.berth.client.pool.PoolLimits;
import java.time.Duration;

/// Policy for the connections to each server.
///
/// @param connectTimeout how long an attempt waits for a stream, on a new connection or a free one
/// @param connectionsMax connections of HTTP/1.1 to one server
/// @param http2ConnectionsMax connections of HTTP/2 to one server
/// @param connectionsAtStart opened as soon as a server is known, so that its first calls do not
///   wait
/// @param streamsMax concurrent calls on one connection of HTTP/2
/// @param waitingMax attempts waiting for a stream
/// @param answerGrace time for the response of an abandoned call before it is reset
/// @param idle time without calls after which a connection is closed
/// @param pingInterval interval of HTTP/2 pings; a connection is closed if a ping is unanswered
///   when the next is due
/// @param answerBytesMax size limit of a response
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

    /// Connect timeouts allowed for a handshake, on a busy machine.
    private static final int HANDSHAKE_TIMEOUTS = 3;

    /// Concurrent calls that HTTP/2 servers usually allow; the minimum that RFC 9113 recommends.
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
    /// once; 10,000 waiting attempts; half a second for late responses; pings every ten seconds;
    /// responses up to 64 MiB, Berth's limit for requests.
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

    /// Copy with a limit of connections to a server and of concurrent calls on each, in either HTTP
    /// version.
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

    /// The limits of one server's connections.
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
