package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import io.vertx.core.AsyncResult;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Transport of requests to servers.
public interface Transport {
    /// Sends a request. The result is reported once, on the calling event loop, unless it is
    /// cancelled before.
    InFlight send(
            Address server,
            WireRequest request,
            long timeoutNanos,
            Consumer<TransportResult> reply);

    /// Runs a step on a worker that would block an event loop, and reports the result on the
    /// calling loop.
    <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then);

    /// Request in flight. Its methods do nothing after its end.
    interface InFlight {
        /// Cancels it: resets the stream, and no result is reported.
        void cancel();

        /// Abandons it at its deadline, which the server knows: no result is reported.
        default void abandon() {
            cancel();
        }

        /// Whether nothing of it was sent yet, as all connections are taken.
        default boolean isWaiting() {
            return false;
        }
    }
}
