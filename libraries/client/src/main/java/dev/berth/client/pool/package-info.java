/// Connection pool of one server: assigns calls to streams of connections, queues the rest, and
/// decides which connections open and close.
///
/// Begin with [dev.berth.client.pool.ConnectionPool] (ADR 0054). Nothing here touches a network, a
/// thread or a clock of its own, so that a million calls with cancellations, resets and lost
/// connections are a test of seconds.
@NullMarked
package dev.berth.client.pool;

import org.jspecify.annotations.NullMarked;
