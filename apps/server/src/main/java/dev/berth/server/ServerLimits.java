package dev.berth.server;

import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.function.Consumer;

/// Limits of a server on its clients, from the first byte.
///
/// @param bodyBytesMax bytes of a request's body, before and after decompression, and of a gRPC
///   message
/// @param bytesUnderWayMax bytes of requests and answers at the same time, over all connections: at
///   least twice `bodyBytesMax`, so that the largest body finds room compressed and decompressed
/// @param headerBytesMax bytes of all headers of a request together
/// @param connectionsMax connections at the same time; further ones are closed at once
/// @param idleTimeout how long a connection may stay without a byte in either direction
/// @param headersTimeout how long the headers of a request may take to arrive, from their first
///   byte; those of the first from the connection on
/// @param takingTimeout how long a caller may leave an answer without taking a byte of it
/// @param arrivalTimeout how long the body of a request may take to arrive
public record ServerLimits(
        int bodyBytesMax,
        long bytesUnderWayMax,
        int headerBytesMax,
        int connectionsMax,
        Duration idleTimeout,
        Duration headersTimeout,
        Duration takingTimeout,
        Duration arrivalTimeout) {
    /// A batch of pictures fits, an error does not fill the heap.
    public static final int BODY_BYTES_MAX_DEFAULT = 64 << 20;

    /// The part of the heap, and of the memory for buffers outside it, that requests and answers
    /// may take: with what growing costs, and copies for the network, some three quarters.
    private static final int BYTES_UNDER_WAY_SHARE = 4;

    /// Trace and request ids need some hundred bytes; tokens and cookies of proxies a few thousand.
    public static final int HEADER_BYTES_MAX_DEFAULT = 16 << 10;

    private static final int SOCKET_MESSAGE_BYTES_MAX = 1 << 20;

    /// An array has twice as many at most, and a message has more than its tensors.
    private static final long ANSWER_BYTES_MAX = 1 << 30;

    /// Each connection costs some 10 KB, so that this many take 100 MB.
    public static final int CONNECTIONS_MAX_DEFAULT = 10_000;

    /// Longer than any model's default timeout, so that waiting for an answer is not idleness.
    public static final Duration IDLE_TIMEOUT_DEFAULT = Duration.ofMinutes(5);

    /// Headers come in one packet or two; this leaves time to send them again several times.
    public static final Duration HEADERS_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    /// A network that lost a packet takes a second or two; a client that takes nothing for so long
    /// reads no more.
    public static final Duration TAKING_TIMEOUT_DEFAULT = Duration.ofSeconds(15);

    /// 64 MiB within it need 17 Mbit/s.
    public static final Duration ARRIVAL_TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    public ServerLimits {
        requirePositive("body bytes", bodyBytesMax);
        requirePositive("header bytes", headerBytesMax);
        requirePositive("connections", connectionsMax);
        requirePositive("idle timeout in ms", idleTimeout.toMillis());
        requirePositive("headers timeout in ms", headersTimeout.toMillis());
        requirePositive("taking timeout in ms", takingTimeout.toMillis());
        requirePositive("arrival timeout in ms", arrivalTimeout.toMillis());
        if (bytesUnderWayMax < leastUnderWay(bodyBytesMax)) {
            throw new IllegalArgumentException(
                    "bytes in flight: "
                            + bytesUnderWayMax
                            + " (expected: >= "
                            + leastUnderWay(bodyBytesMax)
                            + ", twice the body bytes)");
        }
    }

    /// Bytes of a message of a WebSocket, which are gathered before they are counted: some seconds
    /// of sound.
    int socketMessageBytesMax() {
        return Math.min(SOCKET_MESSAGE_BYTES_MAX, bodyBytesMax);
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
        }
    }

    /// The least that may be in flight where bodies have up to so many bytes.
    public static long leastUnderWay(int bodyBytesMax) {
        return 2L * bodyBytesMax;
    }

    /// A quarter of what the JVM may take, more only if bodies need it.
    private static long bytesUnderWayDefault() {
        long memory =
                Math.min(Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory());
        return Math.max(memory / BYTES_UNDER_WAY_SHARE, leastUnderWay(BODY_BYTES_MAX_DEFAULT));
    }

    /// Bytes of one answer: growing takes as much again.
    public int answerBytesMax() {
        return (int) Math.min(bytesUnderWayMax / 2, ANSWER_BYTES_MAX);
    }

    public static ServerLimits defaults() {
        return new ServerLimits(
                BODY_BYTES_MAX_DEFAULT,
                bytesUnderWayDefault(),
                HEADER_BYTES_MAX_DEFAULT,
                CONNECTIONS_MAX_DEFAULT,
                IDLE_TIMEOUT_DEFAULT,
                HEADERS_TIMEOUT_DEFAULT,
                TAKING_TIMEOUT_DEFAULT,
                ARRIVAL_TIMEOUT_DEFAULT);
    }

    /// Has at least the least that such bodies need in flight.
    public ServerLimits withBodyBytesMax(int bytes) {
        return with(
                builder -> {
                    builder.bodyBytesMax = bytes;
                    builder.bytesUnderWayMax = Math.max(bytesUnderWayMax, leastUnderWay(bytes));
                });
    }

    public ServerLimits withBytesUnderWayMax(long bytes) {
        return with(builder -> builder.bytesUnderWayMax = bytes);
    }

    public ServerLimits withHeaderBytesMax(int bytes) {
        return with(builder -> builder.headerBytesMax = bytes);
    }

    public ServerLimits withConnectionsMax(int count) {
        return with(builder -> builder.connectionsMax = count);
    }

    public ServerLimits withIdleTimeout(Duration timeout) {
        return with(builder -> builder.idleTimeout = timeout);
    }

    public ServerLimits withHeadersTimeout(Duration timeout) {
        return with(builder -> builder.headersTimeout = timeout);
    }

    public ServerLimits withTakingTimeout(Duration timeout) {
        return with(builder -> builder.takingTimeout = timeout);
    }

    public ServerLimits withArrivalTimeout(Duration timeout) {
        return with(builder -> builder.arrivalTimeout = timeout);
    }

    private ServerLimits with(Consumer<Builder> change) {
        var builder = new Builder(this);
        change.accept(builder);
        return builder.done();
    }

    /// Limits of which one is being changed.
    private static final class Builder {
        private int bodyBytesMax;
        private long bytesUnderWayMax;
        private int headerBytesMax;
        private int connectionsMax;
        private Duration idleTimeout;
        private Duration headersTimeout;
        private Duration takingTimeout;
        private Duration arrivalTimeout;

        Builder(ServerLimits from) {
            bodyBytesMax = from.bodyBytesMax;
            bytesUnderWayMax = from.bytesUnderWayMax;
            headerBytesMax = from.headerBytesMax;
            connectionsMax = from.connectionsMax;
            idleTimeout = from.idleTimeout;
            headersTimeout = from.headersTimeout;
            takingTimeout = from.takingTimeout;
            arrivalTimeout = from.arrivalTimeout;
        }

        ServerLimits done() {
            return new ServerLimits(
                    bodyBytesMax,
                    bytesUnderWayMax,
                    headerBytesMax,
                    connectionsMax,
                    idleTimeout,
                    headersTimeout,
                    takingTimeout,
                    arrivalTimeout);
        }
    }
}
