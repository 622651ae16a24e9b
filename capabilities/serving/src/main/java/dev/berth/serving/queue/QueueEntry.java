package dev.berth.serving.queue;

import dev.berth.serving.request.RequestFlow;
import org.jspecify.annotations.Nullable;

/// A request in a [RequestQueue], with its links in the deque.
///
/// The place is kept here and not in the queue, so that waiting allocates nothing and a request can
/// leave from anywhere at once ([RequestDeque]). So a request waits in one queue at a time.
///
/// @param <R> the request's own type
public abstract class QueueEntry<R extends QueueEntry<R>> {
    /// The waiting request before it; as all of these, for [RequestDeque] only.
    @Nullable R older;

    @Nullable R newer;
    @Nullable RequestDeque<R> waitsIn;

    /// When it entered the queue after it was held; 0 if it was not.
    long heldUntilNanos;

    protected abstract int rows();

    /// What it is a part of; null if it is whole.
    protected @Nullable RequestFlow flow() {
        return null;
    }

    /// Since when it waits in the queue, on the scale of [System#nanoTime()].
    final long waitsSinceNanos() {
        return heldUntilNanos == 0 ? submittedNanos() : heldUntilNanos;
    }

    /// When it was offered, on the scale of [System#nanoTime()].
    protected abstract long submittedNanos();

    /// When its answer is no longer wanted, on the same scale.
    protected abstract long deadlineNanos();

    /// Whether the same thread takes both answers.
    protected abstract boolean hasSameCallerThread(R other);
}
