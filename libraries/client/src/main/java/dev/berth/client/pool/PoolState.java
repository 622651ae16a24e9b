package dev.berth.client.pool;

/// How much of a [ConnectionPool] is in use.
///
/// @param ready connections that take calls
/// @param connecting connections that are being opened
/// @param retiring connections that take no further calls
/// @param streams calls that the connections which are ready can take at a time
/// @param active calls that have a stream and a caller who waits
/// @param abandoned calls that have a stream, but no caller any more
/// @param waiting calls without a stream
public record PoolState(
        int ready,
        int connecting,
        int retiring,
        int streams,
        int active,
        int abandoned,
        int waiting) {}
