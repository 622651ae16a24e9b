package dev.berth.client.wire;

import dev.berth.client.group.Address;
import io.vertx.core.AsyncResult;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Carries requests to servers.
public interface Transport {
    /// Sends a request. The reply comes once, on the thread of the event loop that asked, unless it
    /// is cancelled before.
    Sending send(Address server, WireRequest request, long timeoutNanos, Consumer<Reply> reply);

    /// Takes a step that lasts too long for an event loop, and comes back to the one that asked.
    <T> void elsewhere(Callable<T> step, Consumer<AsyncResult<T>> then);

    /// A request under way.
    interface Sending {
        /// Ends it: the server is told, and no reply comes. Nothing happens if it has ended.
        void cancel();
    }
}
