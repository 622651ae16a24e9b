package dev.berth.client.pool;

/// Limits of one [ConnectionPool].
///
/// @param connectionsMax open or opening connections, where calls share one
/// @param unsharedMax the same where a connection carries one call at a time
/// @param connectionsAtStart opened before there is a call
/// @param streamsMax concurrent calls on one connection, whatever the server allows
/// @param streamsExpected assumed concurrent calls of a connection until one is open
/// @param waitingMax calls waiting for a stream
/// @param waitNanos maximum wait for a stream, within the deadline
/// @param connectNanos maximum time until a connection is ready
/// @param graceNanos time for the response of an abandoned call before it is reset
/// @param idleNanos time without calls after which a connection is closed
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
