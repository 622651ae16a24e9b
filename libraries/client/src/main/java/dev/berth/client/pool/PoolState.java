package dev.berth.client.pool;

/// Usage of a [ConnectionPool].
///
/// @param ready connections that take calls
/// @param connecting connections being opened
/// @param retiring connections that take no further calls
/// @param streams capacity of the ready connections in concurrent calls
/// @param active calls with a stream and a waiting caller
/// @param abandoned calls with a stream whose caller has left
/// @param waiting calls without a stream
public record PoolState(
        int ready,
        int connecting,
        int retiring,
        int streams,
        int active,
        int abandoned,
        int waiting) {}
