package dev.berth.server;

import java.time.Duration;

/// The bounds that a server puts on its callers from the first byte.
///
/// @param bodyBytesMax bytes of a request's body, before and after decompression, and of a gRPC
///   message
/// @param headerBytesMax bytes of all headers of a request together
/// @param connectionsMax connections at the same time; further ones are closed at once
/// @param idleTimeout how long a connection may stay without a byte in either direction
/// @param headersTimeout how long the headers of a request may take to arrive, from their first
///   byte; those of the first from the connection on
/// @param takingTimeout how long a caller may leave an answer without taking a byte of it
/// @param arrivalTimeout how long the body of a request may take to arrive
public record ServerLimits(
        int bodyBytesMax,
        int headerBytesMax,
        int connectionsMax,
        Duration idleTimeout,
        Duration headersTimeout,
        Duration takingTimeout,
        Duration arrivalTimeout) {
    /// A batch of pictures fits, a mistake does not fill the heap.
    public static final int BODY_BYTES_MAX_DEFAULT = 64 << 20;

    /// Trace and request ids need some hundred bytes; tokens and cookies of proxies a few thousand.
    public static final int HEADER_BYTES_MAX_DEFAULT = 16 << 10;

    /// Each connection costs some 10 KB, so that this many take 100 MB.
    public static final int CONNECTIONS_MAX_DEFAULT = 10_000;

    /// Longer than any model's default timeout, so that waiting for an answer is not idleness.
    public static final Duration IDLE_TIMEOUT_DEFAULT = Duration.ofMinutes(5);

    /// Headers come in one packet or two; this leaves time to send them again several times.
    public static final Duration HEADERS_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    /// A network that lost a packet takes a second or two; who takes nothing for so long reads no
    /// more.
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
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
        }
    }

    public static ServerLimits defaults() {
        return new ServerLimits(
                BODY_BYTES_MAX_DEFAULT,
                HEADER_BYTES_MAX_DEFAULT,
                CONNECTIONS_MAX_DEFAULT,
                IDLE_TIMEOUT_DEFAULT,
                HEADERS_TIMEOUT_DEFAULT,
                TAKING_TIMEOUT_DEFAULT,
                ARRIVAL_TIMEOUT_DEFAULT);
    }

    public ServerLimits withBodyBytesMax(int bytes) {
        return new ServerLimits(
                bytes,
                headerBytesMax,
                connectionsMax,
                idleTimeout,
                headersTimeout,
                takingTimeout,
                arrivalTimeout);
    }

    public ServerLimits withHeaderBytesMax(int bytes) {
        return new ServerLimits(
                bodyBytesMax,
                bytes,
                connectionsMax,
                idleTimeout,
                headersTimeout,
                takingTimeout,
                arrivalTimeout);
    }

    public ServerLimits withConnectionsMax(int count) {
        return new ServerLimits(
                bodyBytesMax,
                headerBytesMax,
                count,
                idleTimeout,
                headersTimeout,
                takingTimeout,
                arrivalTimeout);
    }

    public ServerLimits withIdleTimeout(Duration timeout) {
        return new ServerLimits(
                bodyBytesMax,
                headerBytesMax,
                connectionsMax,
                timeout,
                headersTimeout,
                takingTimeout,
                arrivalTimeout);
    }

    public ServerLimits withHeadersTimeout(Duration timeout) {
        return new ServerLimits(
                bodyBytesMax,
                headerBytesMax,
                connectionsMax,
                idleTimeout,
                timeout,
                takingTimeout,
                arrivalTimeout);
    }

    public ServerLimits withTakingTimeout(Duration timeout) {
        return new ServerLimits(
                bodyBytesMax,
                headerBytesMax,
                connectionsMax,
                idleTimeout,
                headersTimeout,
                timeout,
                arrivalTimeout);
    }

    public ServerLimits withArrivalTimeout(Duration timeout) {
        return new ServerLimits(
                bodyBytesMax,
                headerBytesMax,
                connectionsMax,
                idleTimeout,
                headersTimeout,
                takingTimeout,
                timeout);
    }
}
