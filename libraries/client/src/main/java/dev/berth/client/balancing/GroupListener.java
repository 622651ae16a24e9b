package dev.berth.client.balancing;

import java.time.Duration;

/// Hears what becomes of the servers of a group. Called under the group's lock, so an
/// implementation only counts or notes.
public interface GroupListener {
    /// A server failed too often and is left alone.
    default void onEjected(Address server, Duration pause) {}

    /// A server that was left alone gets calls again.
    default void onReadmitted(Address server) {}

    /// Health checks found a server ready, or not.
    default void onHealthChecked(Address server, boolean ready) {}

    /// A server is not of the group any more.
    default void onRemoved(Address server) {}

    /// The group has another number of servers.
    default void onResolved(int servers) {}
}
