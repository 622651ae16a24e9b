package dev.berth.serving.request;

/// Timestamps of one request's stages: readings of [System#nanoTime()] at the ends of its stages,
/// each of which begins where the one before ended. A stage that was not reached, or that the
/// version does not have, has [#NOT_REACHED].
///
/// @param submittedNanos when the request came to serving
/// @param takenNanos when an executor took it off the queue
/// @param encodedNanos when its encoder was done; `takenNanos` where there is none
/// @param executingNanos when the execution of its batch began, others of which were encoded
///   meanwhile
/// @param executedNanos when that execution had ended
/// @param decodingNanos when its decoder began
/// @param decodedNanos when its decoder was done
/// @param rows rows of this request
/// @param batchRows rows of the execution that this request was part of; 0 before it
/// @param batchRequests requests of that execution; 0 before it
public record Timings(
        long submittedNanos,
        long takenNanos,
        long encodedNanos,
        long executingNanos,
        long executedNanos,
        long decodingNanos,
        long decodedNanos,
        int rows,
        int batchRows,
        int batchRequests) {
    /// No reading: a clock would have to run for 292 years to show it.
    public static final long NOT_REACHED = Long.MIN_VALUE;

    /// Nanoseconds from admission until an executor took the request, plus the wait for others of
    /// its batch.
    public long queueNanos() {
        return between(submittedNanos, takenNanos) + between(encodedNanos, executingNanos);
    }

    /// Nanoseconds in the encoder, for this request.
    public long encodeNanos() {
        return between(takenNanos, encodedNanos);
    }

    /// Nanoseconds in the engine, for the whole batch.
    public long executeNanos() {
        return between(executingNanos, executedNanos);
    }

    /// Nanoseconds in the decoder, for this request.
    public long decodeNanos() {
        return between(decodingNanos, decodedNanos);
    }

    /// The latest timestamp: the end of the last stage that it reached.
    public long lastNanos() {
        long before = Math.max(submittedNanos, Math.max(takenNanos, encodedNanos));
        long executed = Math.max(executingNanos, executedNanos);
        return Math.max(before, Math.max(executed, Math.max(decodingNanos, decodedNanos)));
    }

    private static long between(long start, long end) {
        return start == NOT_REACHED || end == NOT_REACHED ? 0 : end - start;
    }
}
