/// The places of calls on the connections to one server: which call has a stream, which waits for
/// one, and which connections are opened and closed for that. Begin with
/// [dev.berth.client.pool.ConnectionPool].
///
/// Nothing here touches a network, a thread or a clock of its own, so that a million calls with
/// cancellations, resets and lost connections are a test of seconds.
@NullMarked
package dev.berth.client.pool;

import org.jspecify.annotations.NullMarked;
