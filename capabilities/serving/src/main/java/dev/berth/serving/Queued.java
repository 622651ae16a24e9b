package dev.berth.serving;

/// What a [RequestQueue] knows of a request.
interface Queued {
    int rows();

    /// When it was offered, on the scale of [System#nanoTime()].
    long submittedNanos();

    /// When its answer is no longer wanted, on the same scale.
    long deadlineNanos();
}
