package dev.berth.serving;

/// Where the time of one prediction went. All but `submittedNanos` are durations in nanoseconds.
///
/// @param submittedNanos when the request was admitted, on the scale of [System#nanoTime()]
/// @param queueNanos from admission until an executor took the request, plus the wait for others of
///   its batch
/// @param encodeNanos in the encoder, for this request
/// @param executeNanos in the engine, for the whole batch
/// @param decodeNanos in the decoder, for this request
/// @param rows rows of this request
/// @param batchRows rows of the execution that this request was part of
public record Timings(
        long submittedNanos,
        long queueNanos,
        long encodeNanos,
        long executeNanos,
        long decodeNanos,
        int rows,
        int batchRows) {}
