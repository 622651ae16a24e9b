package dev.berth.serving;

import dev.berth.core.tensor.NamedTensors;

/// One request for a prediction.
///
/// @param id what the logs and traces call it
/// @param inputs the signature's inputs by name, checked against it, absent ones filled in; with a
///   batch dimension all have the same number of rows. Owned by serving from [Lease#submit] on
/// @param deadlineNanos when the answer is no longer wanted, on the scale of [System#nanoTime()]
/// @param precedence that all it asks for in turn has as well
public record PredictionRequest(
        String id, NamedTensors inputs, long deadlineNanos, Precedence precedence) {

    /// One that somebody waits for.
    public PredictionRequest(String id, NamedTensors inputs, long deadlineNanos) {
        this(id, inputs, deadlineNanos, Precedence.FOREGROUND);
    }

    /// A request that belongs to this one, with other inputs.
    public PredictionRequest part(NamedTensors others) {
        return part(others, deadlineNanos);
    }

    /// The same with less time.
    public PredictionRequest part(NamedTensors others, long earlierNanos) {
        return new PredictionRequest(id, others, earlierNanos, precedence);
    }

    /// Whether nobody waits for it.
    public boolean isBackground() {
        return precedence == Precedence.BACKGROUND;
    }
}
