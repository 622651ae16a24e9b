package dev.berth.serving.request;

import dev.berth.core.SessionPosition;
import dev.berth.core.tensor.NamedTensors;
import org.jspecify.annotations.Nullable;

/// A request for a prediction.
///
/// @param id what the logs and traces call it
/// @param inputs the signature's inputs by name, checked against it, absent ones filled in; with a
///   batch dimension all have the same number of rows. Owned by serving from [Lease#submit] on
/// @param deadlineNanos when the answer is no longer wanted, on the scale of [System#nanoTime()]
/// @param trace that it is part of
/// @param precedence which its nested requests inherit
/// @param flow of all parts of the request that it is one of; null if it is whole
/// @param session that it is one of, for stateful models; null if it is by itself
public record PredictionRequest(
        String id,
        NamedTensors inputs,
        long deadlineNanos,
        TraceContextProvider trace,
        RequestPriority precedence,
        @Nullable RequestFlow flow,
        @Nullable SessionPosition session) {

    /// One in no session.
    public PredictionRequest(
            String id,
            NamedTensors inputs,
            long deadlineNanos,
            TraceContextProvider trace,
            RequestPriority precedence,
            @Nullable RequestFlow flow) {
        this(id, inputs, deadlineNanos, trace, precedence, flow, null);
    }

    /// One that a caller waits for, in no trace.
    public PredictionRequest(String id, NamedTensors inputs, long deadlineNanos) {
        this(
                id,
                inputs,
                deadlineNanos,
                TraceContextProvider.NONE,
                RequestPriority.FOREGROUND,
                null,
                null);
    }

    /// One that a caller waits for.
    public PredictionRequest(
            String id, NamedTensors inputs, long deadlineNanos, TraceContextProvider trace) {
        this(id, inputs, deadlineNanos, trace, RequestPriority.FOREGROUND, null, null);
    }

    /// One in no trace.
    public PredictionRequest(
            String id, NamedTensors inputs, long deadlineNanos, RequestPriority precedence) {
        this(id, inputs, deadlineNanos, TraceContextProvider.NONE, precedence, null, null);
    }

    /// A request that belongs to this one, with other inputs.
    public PredictionRequest part(NamedTensors others) {
        return part(others, deadlineNanos);
    }

    /// The same with less time.
    public PredictionRequest part(NamedTensors others, long earlierNanos) {
        return new PredictionRequest(id, others, earlierNanos, trace, precedence, flow, session);
    }

    /// The same as one that comes in parts, if it is not one of those already.
    public PredictionRequest inParts() {
        return flow != null
                ? this
                : new PredictionRequest(
                        id, inputs, deadlineNanos, trace, precedence, new RequestFlow(), session);
    }

    /// The same as one of a session.
    public PredictionRequest inSession(@Nullable SessionPosition position) {
        return new PredictionRequest(id, inputs, deadlineNanos, trace, precedence, flow, position);
    }

    /// Whether no caller waits for it.
    public boolean isBackground() {
        return precedence == RequestPriority.BACKGROUND;
    }
}
