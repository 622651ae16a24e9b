package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import io.vertx.core.AsyncResult;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Carries requests to servers.
public interface Transport {
    /// Sends a request. The reply comes once, on the thread of the event loop that asked, unless it
    /// is cancelled before.
    Sending send(
            Address server,
            WireRequest request,
            long timeoutNanos,
            Consumer<TransportResult> reply);

    /// Takes a step that lasts too long for an event loop, and comes back to the one that asked.
    <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then);

    /// A request in flight. Nothing happens if it has ended.
    interface Sending {
        /// Ends it: the server is told, and no reply comes.
        void cancel();

        /// Ends it as its time is over, which the server knows: no reply comes.
        default void abandon() {
            cancel();
        }

        /// Whether nothing of it was sent yet, as all connections are taken.
        default boolean isWaiting() {
            return false;
        }
    }
}
