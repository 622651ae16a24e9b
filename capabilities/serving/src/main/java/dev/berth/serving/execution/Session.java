package dev.berth.serving.execution;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// One session of a model. Guarded by its store.
final class Session {
    /// Names a session of a model; two consumers never share one.
    ///
    /// @param consumer that declared caller; empty for anonymous ones
    record Key(String consumer, String id) {}

    private final Key key;

    /// Requests that wait for the one before.
    final Deque<SessionCall> waiting = new ArrayDeque<>(0);

    /// Whether a request of it is in flight.
    boolean busy;

    /// Whether no further request of it comes.
    boolean abandoned;

    /// Null until its first request is answered, and once it is ended.
    @Nullable StateSnapshot state;

    /// The version that made the state.
    @Nullable ModelInstance owner;

    /// Bytes that are accounted for it.
    long bytes;

    /// When its last request began or ended, on the scale of [System#nanoTime()].
    long usedNanos;

    Session(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }
}
