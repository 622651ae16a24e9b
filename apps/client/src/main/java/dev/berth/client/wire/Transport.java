package dev.berth.client.wire;

import dev.berth.client.group.Address;
import java.util.function.Consumer;

/// Carries requests to servers.
public interface Transport {
    /// Sends a request. The reply comes once, on the thread of the event loop that asked, unless it
    /// is cancelled before.
    Sending send(Address server, WireRequest request, long timeoutNanos, Consumer<Reply> reply);

    /// A request under way.
    interface Sending {
        /// Ends it: the server is told, and no reply comes. Nothing happens if it has ended.
        void cancel();
    }
}
