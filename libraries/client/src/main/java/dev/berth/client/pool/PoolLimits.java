package dev.berth.client.pool;

/// The bounds of one [ConnectionPool].
///
/// @param connectionsMax connections that take calls, or are being opened for them, where calls
///   share one
/// @param unsharedMax the same where a connection turns out to carry one call at a time
/// @param connectionsAtStart are opened before there is a call
/// @param streamsMax calls at a time on one connection, whatever the server allows
/// @param streamsExpected calls at a time that a connection is expected to take, until one is open
/// @param waitingMax calls that wait for a stream
/// @param waitNanos how long a call waits for a stream, if its deadline allows
/// @param connectNanos how long a connection may take to become ready
/// @param graceNanos how long after its caller has gone a call is left to be answered before it is
///   reset
/// @param idleNanos a connection without calls is closed after so long
public record PoolLimits(
        int connectionsMax,
        int unsharedMax,
        int connectionsAtStart,
        int streamsMax,
        int streamsExpected,
        int waitingMax,
        long waitNanos,
        long connectNanos,
        long graceNanos,
        long idleNanos) {}
