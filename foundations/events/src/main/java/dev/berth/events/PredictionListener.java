package dev.berth.events;

/// A receiver of prediction events, on a thread of its own.
///
/// Found by [java.util.ServiceLoader], or given by the application. It may block: events that its
/// queue has no room for are lost and counted, and callers do not wait. Events arrive in the order
/// in which their predictions ended, one at a time.
public interface PredictionListener extends AutoCloseable {

    /// The name in metrics and logs: lower-case letters, digits and hyphens; no two listeners of a
    /// process have the same.
    String name();

    /// The predictions of interest. Called once, before the first event.
    default Interest interest() {
        return Interest.everything();
    }

    /// Takes one event. The event's payload is released when this returns. An exception is logged,
    /// counts the event as lost, and the next one is delivered.
    void onPrediction(PredictionEvent event) throws Exception;

    /// Ends the listener, on the same thread, after the last event.
    @Override
    default void close() {}
}
