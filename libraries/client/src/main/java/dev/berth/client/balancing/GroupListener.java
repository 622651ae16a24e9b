package dev.berth.client.balancing;

import java.time.Duration;

/// Listener for changes of a server group. Invoked under the group's lock: implementations must
/// only count or record.
public interface GroupListener {
    /// A server was ejected after failures.
    default void onEjected(Address server, Duration pause) {}

    /// An ejected server gets calls again.
    default void onReadmitted(Address server) {}

    /// A health check found a server ready, or not.
    default void onHealthChecked(Address server, boolean ready) {}

    /// A server was removed from the group.
    default void onRemoved(Address server) {}

    /// The number of servers in the group changed.
    default void onResolved(int servers) {}
}
